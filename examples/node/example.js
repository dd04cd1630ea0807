// Asks DocuSign about the customer's account, with a token that openid-client gets from Countersign.
import { readFile } from 'node:fs/promises';
import * as openid from 'openid-client';

const {
  COUNTERSIGN_URL: url,
  COUNTERSIGN_RESOURCE: resource,
  COUNTERSIGN_CLIENT_ID: clientId,
  COUNTERSIGN_CLIENT_SECRET: secret,
  COUNTERSIGN_SUBJECT_TOKEN_FILE: subjectTokenFile,
} = process.env;

// Only for the demo on this machine: beyond it, Countersign is reached over TLS.
const execute = url.startsWith('http:') ? [openid.allowInsecureRequests] : [];

const bySecret = async () => {
  const config = await openid.discovery(new URL(url), clientId, secret, undefined, { execute });
  return openid.clientCredentialsGrant(config, { resource });
};

// The token that a cluster put into a file for this program, in place of a secret. Read each time: it is replaced.
const byExchange = async () => {
  const config = await openid.discovery(new URL(url), clientId, undefined, openid.None(), { execute });
  return openid.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:token-exchange', {
    resource,
    subject_token: await readFile(subjectTokenFile, 'utf8'),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
};

const get = process.argv[2] === 'exchange' ? byExchange : bySecret;
const token = await get().catch((failure) => {
  console.error(`No token: ${failure.error_description ?? failure.message}`);
  process.exit(1);
});

const answer = await fetch(`${token.base_uri}/restapi/v2.1/accounts/${token.account_id}`, {
  headers: { authorization: `Bearer ${token.access_token}` },
});
console.log(`DocuSign answers ${answer.status}: ${await answer.text()}`);
process.exitCode = answer.ok ? 0 : 1;
