// SPDX-License-Identifier: Apache-2.0
// What a program with Directus's SDK does: sdk.mjs <package> <url> <token> [<email> <password>]. Prints one line of JSON
// for each step, {step, ok, what}; the package is the SDK as npm has it.
const [name, url, token, email, password] = process.argv.slice(2);
const sdk = await import(name);
const { createDirectus, rest, staticToken, authentication } = sdk;

const tell = (step, ok, what) => console.log(JSON.stringify({ step, ok: Boolean(ok), what: String(what ?? '') }));
const worded = (error) => error?.errors ? JSON.stringify(error.errors).slice(0, 300) : String(error).slice(0, 300);
const step = async (called, run, right = () => true) => {
  try {
    const got = await run();
    tell(called, right(got), JSON.stringify(got)?.slice(0, 200));
    return got;
  } catch (error) {
    tell(called, false, worded(error));
  }
};

const client = createDirectus(url).with(rest()).with(staticToken(token));
const ask = (command) => client.request(command);
const lists = process.env.SCHEMAD_LISTS !== 'none';

await step('serverPing', () => ask(sdk.serverPing()), (got) => got === 'pong');
await step('serverInfo', () => ask(sdk.serverInfo()), (got) => got.version);
await step('serverHealth', () => ask(sdk.serverHealth()), (got) => got.status === 'ok');
const snapshot = await step('schemaSnapshot', () => ask(sdk.schemaSnapshot()), (got) => got.collections);
await step('schemaDiff of itself', () => ask(sdk.schemaDiff(snapshot)), (got) => got === null);
const wanted = structuredClone(snapshot);
const called = `made_by_${name.replace(/\W+/g, '_')}`.slice(0, 40);
wanted.collections.push({ collection: called, meta: { collection: called, note: 'by a client' }, schema: { name: called } });
wanted.fields.push({ collection: called, field: 'id', type: 'integer', meta: { collection: called, field: 'id', hidden: true },
  schema: { name: 'id', table: called, data_type: 'integer', is_primary_key: true, has_auto_increment: true, is_nullable: false } });
const diff = await step('schemaDiff', () => ask(sdk.schemaDiff(wanted)), (got) => got?.hash);
await step('schemaApply', () => ask(sdk.schemaApply(diff)));
const after = await step('schemaSnapshot again', () => ask(sdk.schemaSnapshot()),
  (got) => got.collections.some((one) => one.collection === called));
await step('schemaDiff back', async () => {
  const back = await ask(sdk.schemaDiff(snapshot));
  return ask(sdk.schemaApply(back));
});
await step('schemaDiff at the end', () => ask(sdk.schemaDiff(snapshot)), (got) => got === null);
await step('readMe', () => ask(sdk.readMe({ fields: ['id', 'first_name'] })), (got) => got.first_name);
await step('readFields', () => ask(sdk.readFields()), (got) => got.some((one) => one.collection === 'directus_fields'));
await step('readFieldsByCollection', () => ask(sdk.readFieldsByCollection('directus_relations')), (got) => got.length > 5);
await step('readField', () => ask(sdk.readField('directus_fields', 'special')), (got) => got.type === 'csv');
await step('readCollections', () => ask(sdk.readCollections()), (got) => got.length > 2);
await step('readCollection', () => ask(sdk.readCollection('directus_fields')), (got) => got.meta.system);
await step('readRelations', () => ask(sdk.readRelations()), Array.isArray);
await step('clearCache', () => ask(sdk.clearCache()), () => true);
await step('readOpenApiSpec', () => ask(sdk.readOpenApiSpec()), (got) => got.openapi === '3.0.1');
await step('readGraphqlSdl', async () => (await ask(sdk.readGraphqlSdl())).text(), (got) => got.includes('type Query'));
if (lists) {
  const filled = (got) => Array.isArray(got) && got.length > 0;
  await step('readRoles', () => ask(sdk.readRoles({ fields: ['*', { users: ['email'] }] })), (got) => got[0].users[0].email);
  await step('readPolicies', () => ask(sdk.readPolicies({ filter: { admin_access: { _eq: true } } })), filled);
  await step('readPermissions', () => ask(sdk.readPermissions({ limit: -1, sort: ['-id'] })), Array.isArray);
  await step('readUsers', () => ask(sdk.readUsers()), (got) => got[0].email && got[0].password === '**********');
  for (const list of ['readFlows', 'readOperations', 'readPanels', 'readDashboards', 'readPresets', 'readTranslations', 'readFolders'])
    await step(list, () => ask(sdk[list]({ limit: 5 })), Array.isArray);
  await step('readSettings', () => ask(sdk.readSettings()), (got) => got && !Array.isArray(got));
}
if (email) {
  for (const mode of ['json', 'cookie']) {
    const session = createDirectus(url).with(rest()).with(authentication(mode, { credentials: 'include', autoRefresh: false }));
    // the SDK's arguments changed between its versions
    const credentials = Number(sdk.VERSION ?? (name.includes('19') ? 19 : 26)) < 20 ? [email, password] : [{ email, password }];
    const got = await step(`login ${mode}`, () => session.login(...credentials), (one) => one.access_token);
    if (!got) continue;
    await step(`readMe ${mode}`, () => session.request(sdk.readMe()), (one) => one.email === email);
    if (mode === 'json') await step('refresh', () => session.refresh(), (one) => one.access_token);
    if (mode === 'json') await step('logout', () => session.logout(), () => true);
  }
  const wrong = createDirectus(url).with(rest()).with(authentication('json'));
  await step('login refused', async () => {
    try {
      await wrong.login(...(name.includes('19') ? [email, 'wrong'] : [{ email, password: 'wrong' }]));
      return 'came in';
    } catch (error) {
      return error?.errors?.[0]?.extensions?.code;
    }
  }, (got) => got === 'INVALID_CREDENTIALS');
}
