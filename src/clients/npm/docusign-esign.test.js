// DocuSign's eSignature SDK for Node. It has no method for a refresh, and none for PKCE.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import docusign from 'docusign-esign';
import * as simulator from './simulator.js';

let client;
let sdk;

beforeEach(async () => {
  client = await simulator.register();
  sdk = new docusign.ApiClient();
  sdk.setOAuthBasePath(simulator.authority);
});

async function code() {
  const scopes = ['signature', 'extended'];
  const sent = sdk.getAuthorizationUri(client.client_id, scopes, simulator.redirectUri, 'code', 'a b');
  const back = await simulator.signIn(sent);
  assert.equal(back.state, 'a b');
  return back.code;
}

async function exchange(secret = client.secrets[0]) {
  return sdk.generateAccessToken(client.client_id, secret, await code());
}

async function present(privateKey = simulator.privateKey) {
  const answer = await sdk.requestJWTUserToken(client.client_id, simulator.ada.id, ['signature'], privateKey, 3600);
  return answer.body;
}

/** What DocuSign answered, as axios hands it on. */
function refusal(status, body) {
  return ({ response }) => {
    assert.deepEqual({ status: response.status, ...response.data }, { status, ...body });
    return true;
  };
}

test('exchanges a code', async () => {
  const tokens = await exchange();

  assert.equal(tokens.expiresIn, '28800');
  assert.ok(tokens.refreshToken);
});

test('is told of a wrong secret', async () => {
  const answer = { error: 'invalid_grant', error_description: 'unauthorized_client' };

  await assert.rejects(exchange('wrong'), refusal(400, answer));
});

test('presents an assertion once the user has consented', async () => {
  await simulator.signIn(sdk.getJWTUri(client.client_id, simulator.redirectUri, simulator.authority));

  const { access_token: token, expires_in: seconds } = await present();

  assert.equal(seconds, 3600);
  assert.equal((await sdk.getUserInfo(token)).sub, simulator.ada.id);
});

test('is told that consent is required', async () => {
  await assert.rejects(present(), refusal(400, { error: 'consent_required' }));
});

test('is told that it signed with another key', async () => {
  await simulator.consentToImpersonation(client);
  const answer = { error: 'invalid_grant', error_description: 'no_valid_keys_or_signatures' };

  await assert.rejects(present(simulator.newKeys().privateKey), refusal(400, answer));
});

test('reads userinfo', async () => {
  const ada = await sdk.getUserInfo((await exchange()).accessToken);

  assert.equal(ada.email, simulator.ada.email);
  assert.equal(ada.accounts[0].isDefault, 'true');
});

test('reads the account where userinfo says it is', async () => {
  const { accessToken } = await exchange();
  const [{ accountId, baseUri }] = (await sdk.getUserInfo(accessToken)).accounts;
  const api = new docusign.ApiClient({ basePath: `${baseUri}/restapi` });
  api.addDefaultHeader('Authorization', `Bearer ${accessToken}`);

  const account = await new docusign.AccountsApi(api).getAccountInformation(accountId);

  assert.equal(account.accountName, 'Analytical Engines');
});

test('is told that a token is not good for the account', async () => {
  const [{ accountId, baseUri }] = (await sdk.getUserInfo((await exchange()).accessToken)).accounts;
  const api = new docusign.ApiClient({ basePath: `${baseUri}/restapi` });
  api.addDefaultHeader('Authorization', 'Bearer dead');

  await assert.rejects(
    new docusign.AccountsApi(api).getAccountInformation(accountId),
    ({ response }) => response.status === 401 && response.data.errorCode === 'AUTHORIZATION_INVALID_TOKEN',
  );
});
