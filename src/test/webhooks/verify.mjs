// Verifies notices as a receiver does: a line {"secret", "headers", "body"} for each on its input, and for each a line on
// its output: "ok", or why not.
import { createInterface } from 'node:readline'
import { Webhook } from 'standardwebhooks'

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line)
  try {
    new Webhook(secret).verify(body, headers)
    console.log('ok')
  } catch (refused) {
    console.log(String(refused.message).replaceAll(/\s+/g, ' '))
  }
}
