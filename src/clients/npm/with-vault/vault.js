// The vault that .ci/try-clients started, and the caller that examples/prepare made there.
const operatorKey = process.env.KEY;

export const url = process.env.COUNTERSIGN_URL;
export const resource = process.env.COUNTERSIGN_RESOURCE;
export const clientId = process.env.COUNTERSIGN_CLIENT_ID;
export const apiKey = process.env.COUNTERSIGN_CLIENT_SECRET;

/** The caller's other client_id. */
export async function clientGuid() {
  return (await operator('GET', `callers/${clientId}`)).client_id;
}

/** A refresh handle of the caller's, for one test. */
export async function refreshHandle() {
  const path = 'tenants/acme/connections/default/refresh-handles';
  return (await operator('POST', path, { caller: clientId })).refresh_token;
}

async function operator(method, path, body) {
  const answer = await fetch(`${url}/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`The vault refuses ${method} ${path}: ${await answer.text()}`);
  }
  return answer.json();
}
