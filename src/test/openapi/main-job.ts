// The main job, by nothing but a client generated from the API's description:
// node built/main-job.js <the vault's address> <key> <integration> <integration key> <client secret> <e-mail address>
// Prints the consent link, waits for a line that says that the person has consented, and prints the token's answer.
import { once } from 'node:events';
import { client } from './client/client.gen.js';
import {
  createConsentLink,
  getConnection,
  issueToken,
  putConnection,
  putIntegration,
  putTenant,
} from './client/sdk.gen.js';

const [address, key, integration, integration_key, client_secret, email] = process.argv.slice(2) as [
  string, string, string, string, string, string,
];
client.setConfig({ baseUrl: address, auth: key });

const tenant = `tenant-of-${integration}`;
const path = { tenant, connection: 'default' };

await putIntegration({
  path: { integration },
  body: { environment: 'demo', integration_key, client_secret },
  throwOnError: true,
});
const created = await putTenant({ path: { tenant }, body: { display_name: 'Generated' }, throwOnError: true });
await putConnection({ path, body: { integration, expected_email: email }, throwOnError: true });

const early = await issueToken({ path });
const view = await getConnection({ path, throwOnError: true });
const link = await createConsentLink({ path, throwOnError: true });
console.log(link.data.consent_url);
await once(process.stdin, 'data');
process.stdin.destroy();

const issued = await issueToken({ path, body: { min_ttl_seconds: 60 }, throwOnError: true });
const connected = await getConnection({ path, throwOnError: true });
const invalid = await putTenant({ path: { tenant }, body: { display_name: '' } });
console.log(
  JSON.stringify({
    tenant: created.data.name,
    early: early.error?.type ?? null,
    before: view.data.state,
    access_token: issued.data.access_token,
    expires_in: issued.data.expires_in,
    account: connected.data.account?.account_name ?? null,
    invalid: invalid.error?.errors?.map((error) => error.field) ?? null,
  }),
);
