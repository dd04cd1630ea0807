// openid-client 6 against the vault. examples/node shows client_credentials.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as openid from 'openid-client';
import * as vault from './vault.js';

let config;

// It percent-encodes the hyphens and underscores of both halves of Basic.
before(async () => {
  config = await discover(vault.clientId, openid.ClientSecretBasic(vault.apiKey));
});

function discover(clientId, authentication) {
  return openid.discovery(new URL(vault.url), clientId, undefined, authentication, {
    execute: [openid.allowInsecureRequests],
  });
}

function accessToken(from = config) {
  return openid.clientCredentialsGrant(from, { resource: vault.resource });
}

test('is known by its GUID', async () => {
  const from = await discover(await vault.clientGuid(), openid.ClientSecretPost(vault.apiKey));

  assert.ok((await accessToken(from)).expiresIn() > 0);
});

test('reads whose token it has', async () => {
  const { access_token: token } = await accessToken();

  const { sub, active, token_type: type } = await openid.tokenIntrospection(config, token);

  assert.deepEqual([active, type], [true, 'Bearer']);
  assert.equal((await openid.fetchUserInfo(config, token, sub)).email, 'ada@acme.example');
});

test('is not told of what it does not know', async () => {
  assert.deepEqual(await openid.tokenIntrospection(config, 'unknown'), { active: false });
});

test('refreshes until it revokes its handle', async () => {
  const handle = await vault.refreshHandle();
  assert.equal((await openid.refreshTokenGrant(config, handle)).refresh_token, handle);

  await openid.tokenRevocation(config, handle);

  await assert.rejects(openid.refreshTokenGrant(config, handle), { error: 'invalid_grant' });
});

test('cannot revoke an access token, which DocuSign cannot either', async () => {
  const { access_token: token } = await accessToken();

  await assert.rejects(openid.tokenRevocation(config, token), { error: 'unsupported_token_type' });
});

test('is told of a tenant that is not for it', async () => {
  const globex = { resource: 'urn:countersign:tenant:globex' };

  await assert.rejects(openid.clientCredentialsGrant(config, globex), { error: 'invalid_target' });
});
