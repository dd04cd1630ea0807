// DocuSign's eSignature SDK has no method for a refresh: it is handed a token that Countersign issued.
import docusign from 'docusign-esign';

const { COUNTERSIGN_URL: url, COUNTERSIGN_CLIENT_SECRET: apiKey } = process.env;

// Countersign's own API. It answers from memory while the token is good: there is nothing to keep here.
const answer = await fetch(`${url}/v1/tenants/acme/connections/default/token`, {
  method: 'POST',
  headers: { authorization: `Bearer ${apiKey}` },
});
const token = await answer.json();
if (!answer.ok) {
  console.error(`No token: ${token.detail}`);
  process.exit(1);
}

const sdk = new docusign.ApiClient({ basePath: `${token.base_uri}/restapi` });
sdk.addDefaultHeader('Authorization', `Bearer ${token.access_token}`);
const account = await new docusign.AccountsApi(sdk).getAccountInformation(token.account_id);

console.log(`The account is called ${account.accountName}.`);
