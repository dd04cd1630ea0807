// openid-client 6, a client of any OpenID provider, which takes nobody's word for anything.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import jsonwebtoken from 'jsonwebtoken';
import * as openid from 'openid-client';
import * as simulator from './simulator.js';

let client;
let config;

beforeEach(async () => {
  client = await simulator.register();
  config = await discover(client.client_id, client.secrets[0]);
});

function discover(clientId, metadata, authentication) {
  return openid.discovery(new URL(`${simulator.url}/`), clientId, metadata, authentication);
}

/** Where the browser comes back to, and what the client remembered meanwhile. */
async function authorize({ scope = 'openid signature extended', from = config, decision } = {}) {
  const remembered = {
    pkceCodeVerifier: openid.randomPKCECodeVerifier(),
    expectedState: openid.randomState(),
    expectedNonce: openid.randomNonce(),
  };
  const sent = openid.buildAuthorizationUrl(from, {
    redirect_uri: simulator.redirectUri,
    scope,
    code_challenge: await openid.calculatePKCECodeChallenge(remembered.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: remembered.expectedState,
    nonce: remembered.expectedNonce,
  });
  const { location } = await simulator.signIn(sent, decision);
  return [new URL(location), remembered];
}

async function tokens(asked) {
  return openid.authorizationCodeGrant(asked?.from ?? config, ...(await authorize(asked)));
}

test('discovers the endpoints', () => {
  const server = config.serverMetadata();

  // With a slash at its end, as DocuSign's.
  assert.equal(server.issuer, `${simulator.url}/`);
  assert.equal(server.token_endpoint, `${simulator.url}/oauth/token`);
  // DocuSign spells the method "s256": whoever asks before sending a challenge sends none.
  assert.equal(server.supportsPKCE(), false);
});

test('exchanges a code with PKCE, state and nonce', async () => {
  const answer = await tokens();

  assert.equal(answer.expires_in, 28800);
  assert.equal(answer.token_type, 'bearer');
  assert.equal(answer.scope, 'openid signature');
});

test('believes the ID token', async () => {
  openid.enableNonRepudiationChecks(config);

  const claims = (await tokens()).claims();

  assert.equal(claims.iss, `${simulator.url}/`);
  assert.equal(claims.sub, simulator.ada.id);
});

test('needs no ID token where openid was not asked for', async () => {
  const [back, { expectedNonce, ...remembered }] = await authorize({ scope: 'signature' });

  const answer = await openid.authorizationCodeGrant(config, back, remembered);

  assert.equal(answer.claims(), undefined);
});

test('refuses a code with another code verifier', async () => {
  const [back, remembered] = await authorize();
  const wrong = { ...remembered, pkceCodeVerifier: openid.randomPKCECodeVerifier() };

  await assert.rejects(openid.authorizationCodeGrant(config, back, wrong), { error: 'invalid_grant' });
});

test('refreshes once with each refresh token', async () => {
  const first = await tokens();

  const second = await openid.refreshTokenGrant(config, first.refresh_token);

  assert.notEqual(second.refresh_token, first.refresh_token);
  await assert.rejects(openid.refreshTokenGrant(config, first.refresh_token), { error: 'invalid_grant' });
});

test('reads userinfo', async () => {
  const { access_token: token } = await tokens();

  const info = await openid.fetchUserInfo(config, token, simulator.ada.id);

  assert.equal(info.email, simulator.ada.email);
  assert.equal(info.accounts[0].base_uri, simulator.url);
});

test('reads the refusal of a dead token', async () => {
  await assert.rejects(openid.fetchUserInfo(config, 'dead', simulator.ada.id), ({ cause }) => cause.status === 401);
});

test('reads that the person declined', async () => {
  const [back, remembered] = await authorize({ decision: 'decline' });

  await assert.rejects(openid.authorizationCodeGrant(config, back, remembered), { error: 'access_denied' });
});

test('is told of a wrong secret', async () => {
  const from = await discover(client.client_id, 'wrong');

  await assert.rejects(tokens({ from }), { error: 'invalid_grant', error_description: 'unauthorized_client' });
});

test('is a public client without a secret', async () => {
  const app = await simulator.register({ public_client: true });
  const from = await discover(app.client_id, undefined, openid.None());

  const { refresh_token: token } = await tokens({ from });

  assert.ok((await openid.refreshTokenGrant(from, token)).access_token);
});

// Its Basic percent-encodes hyphens, as RFC 6749 allows and no client of DocuSign's own does.
test('is not known by Basic, whose halves it encodes', async () => {
  const from = await discover(client.client_id, undefined, openid.ClientSecretBasic(client.secrets[0]));

  await assert.rejects(tokens({ from }), { error_description: 'unauthorized_client' });
});

test('presents an assertion', async () => {
  await simulator.consentToImpersonation(client);
  const assertion = jsonwebtoken.sign({ scope: 'signature' }, simulator.privateKey, {
    algorithm: 'RS256',
    issuer: client.client_id,
    subject: simulator.ada.id,
    audience: simulator.authority,
    expiresIn: 60,
  });

  const answer = await openid.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:jwt-bearer', { assertion });

  assert.equal(answer.expires_in, 3600);
});
