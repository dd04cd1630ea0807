// Asks DocuSign about the customer's account, with a token that openid-client gets from Countersign.
import * as openid from 'openid-client';

const {
  COUNTERSIGN_URL: url,
  COUNTERSIGN_RESOURCE: resource,
  COUNTERSIGN_CLIENT_ID: clientId,
  COUNTERSIGN_CLIENT_SECRET: secret,
} = process.env;

// Only for the demo on this machine: beyond it, Countersign is reached over TLS.
const execute = url.startsWith('http:') ? [openid.allowInsecureRequests] : [];

const config = await openid.discovery(new URL(url), clientId, secret, undefined, { execute });
const token = await openid.clientCredentialsGrant(config, { resource }).catch((failure) => {
  console.error(`No token: ${failure.error_description ?? failure.message}`);
  process.exit(1);
});

const answer = await fetch(`${token.base_uri}/restapi/v2.1/accounts/${token.account_id}`, {
  headers: { authorization: `Bearer ${token.access_token}` },
});
console.log(`DocuSign answers ${answer.status}: ${await answer.text()}`);
process.exitCode = answer.ok ? 0 : 1;
