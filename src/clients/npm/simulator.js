// The simulator that .ci/try-simulator started, and what people do there. Each test has a client of its own.
import { generateKeyPairSync } from 'node:crypto';

export const url = process.env.SIMULATOR_URL;
export const authority = new URL(url).host;
export const redirectUri = 'https://app.example/callback';

export const ada = {
  id: '4799e5e9-51f0-4a0d-8d7a-cf4713bb0001',
  email: 'ada.lovelace@example.com',
};

// Each client is registered with the public half.
export const { publicKey, privateKey } = newKeys();

export function newKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

export async function control(path, body, method = 'POST') {
  const answer = await fetch(`${url}/simulator/${path}`, { method, body: JSON.stringify(body) });
  if (!answer.ok) {
    throw new Error(`The simulator refuses ${method} ${path}: ${await answer.text()}`);
  }
  return answer.json();
}

/** A client with its client_id and, unless it is a public one, secrets. */
export function register(changes = {}) {
  return control('clients', { redirect_uris: [redirectUri], rsa_public_keys: [publicKey], ...changes });
}

/** What the browser brings back when Ada has followed the URL: location, and code or error. */
export function signIn(authorizeUrl, decision = 'allow') {
  return control('sign-in', { user: ada.email, authorize_url: `${authorizeUrl}`, decision });
}

/** Ada lets the client act for her. */
export function consentToImpersonation(client) {
  return control('consents', { client_id: client.client_id, user: ada.id, scope: 'signature impersonation' });
}
