-- Countersign's schema. PostgreSQL 15 is the floor.
-- Every tenant-owned key starts with the tenant, so that the data can be sharded by it. Secrets stand here only sealed
-- or hashed. Times are UTC instants; SQL compares them with clock_timestamp(), never with an application's clock.

-- The keyring ---------------------------------------------------------------------------------------------------------

-- The id of the key in front of a wrapped keyset; null where the bytes are of another form.
create function wrapping_key(wrapped bytea) returns text immutable language sql as $$
  select case when length(wrapped) > 2 and get_byte(wrapped, 0) = 1
              then case when length(wrapped) > 2 + get_byte(wrapped, 1)
                        then encode(substring(wrapped from 3 for get_byte(wrapped, 1)), 'escape') end end
$$;

-- The key-encryption keys that a replica ever started with, the retired ones too. The keys stand nowhere here. No row
-- is deleted: a key that was retired would come back.
create table keyring_key (
  id         text primary key,
  -- Something that the key has wrapped: tells it from another one of its name. Null where it was damaged and an
  -- operator took it away: the key is proven by what else it has wrapped then.
  canary     bytea,
  created_at timestamptz not null default clock_timestamp(),
  -- Nothing is wrapped by it any more, nor ever will be.
  retired_at timestamptz
);

-- The last rewrap: every keyset that another key wraps is to be wrapped by this one.
create table keyring_rewrap (
  single       boolean primary key default true check (single),
  target       text not null references keyring_key,
  state        text not null check (state in ('running', 'finished')),
  total        bigint not null,
  -- How many did not open and stayed as they were.
  remaining    bigint not null default 0,
  started_by   text not null,
  started_at   timestamptz not null default clock_timestamp(),
  finished_at  timestamptz,
  -- Which replica is at work on it, and for how long nobody else takes over.
  worker       uuid,
  worker_until timestamptz not null default '-infinity'
);

-- No keyset is stored under a key that is retired, or that no replica ever had, whatever a statement forgets. The key's
-- row stays locked until the commit, so that a retirement counts what is being stored.
create function wrap_under_live_key() returns trigger language plpgsql as $$
begin
  perform from keyring_key where id = new.wrapped_by and retired_at is null for share;
  if not found then
    raise exception 'The key % is retired or unknown', new.wrapped_by using errcode = 'CS001';
  end if;
  return null;
end $$;

-- The vault's own key: for what belongs to no tenant. One row, made at its first use and never deleted: what its hashes
-- stand for is nowhere else, and what it vouches for is worth nothing without it.
create table vault_key (
  single     boolean primary key default true check (single),
  wrapped    bytea not null,
  -- The key of the hashes, sealed under the keyset.
  hash_key   bytea not null,
  -- The key of the MACs over rows that decide who gets what, sealed likewise. Not the one of the hashes: whoever sends
  -- tokens chooses what is hashed, and a reader of the database sees the result.
  mac_key    bytea not null,
  wrapped_by text generated always as (wrapping_key(wrapped)) stored,
  created_at timestamptz not null default clock_timestamp()
);
create trigger vault_key_is_wrapped_by_a_live_key after insert or update of wrapped on vault_key
  for each row execute function wrap_under_live_key();

-- DocuSign app registrations ------------------------------------------------------------------------------------------

create table integration (
  name            text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  environment     text not null check (environment in ('demo', 'production')),
  integration_key text not null,
  scopes          text[] not null,
  -- What people see; null: its name.
  display_name    text,
  -- Whom it belongs to and serves alone; null: it serves every tenant.
  tenant          text,
  -- A public client has no client secret: PKCE protects its codes.
  client_type     text not null default 'confidential' check (client_type in ('confidential', 'public')),
  -- Counts additions and deletions of client secrets and RSA keys: whatever waits for one that works looks whether it
  -- has risen.
  secrets_version bigint not null default 0,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp()
);

create table integration_key (
  integration text primary key references integration on delete cascade,
  wrapped     bytea not null,
  wrapped_by  text generated always as (wrapping_key(wrapped)) stored,
  created_at  timestamptz not null default clock_timestamp()
);
create index integration_key_by_wrapping_key on integration_key (wrapped_by);
create trigger integration_key_is_wrapped_by_a_live_key after insert or update of wrapped on integration_key
  for each row execute function wrap_under_live_key();

create table integration_secret (
  integration text not null references integration on delete cascade,
  id          uuid not null,
  sealed      bytea not null,
  created_at  timestamptz not null default clock_timestamp(),
  -- When DocuSign last took it; the one that worked last is tried first.
  worked_at   timestamptz,
  primary key (integration, id)
);

create table integration_rsa_key (
  integration text not null references integration on delete cascade,
  id          uuid not null,
  -- The private half: PKCS#8.
  sealed      bytea not null,
  -- What DocuSign's form takes: PEM.
  public_key  text not null,
  created_at  timestamptz not null default clock_timestamp(),
  -- When DocuSign last took what it signed; the one that worked last is tried first.
  worked_at   timestamptz,
  primary key (integration, id),
  unique (integration, public_key)
);

-- Tenants -------------------------------------------------------------------------------------------------------------

create table tenant (
  name         text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  display_name text not null,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp()
);

-- Deleting this row is the crypto-shred: nothing sealed under it opens any more.
create table tenant_key (
  tenant     text primary key references tenant on delete cascade,
  wrapped    bytea not null,
  -- Of the key that seals: drawn anew when the keyset gets another primary one, and not when another key wraps it.
  -- Drawn and not counted: where a failover lost a rotation, the next one must not have the lost one's version.
  version    uuid not null default gen_random_uuid(),
  wrapped_by text generated always as (wrapping_key(wrapped)) stored,
  created_at timestamptz not null default clock_timestamp()
);
create index tenant_key_by_wrapping_key on tenant_key (wrapped_by);
create trigger tenant_key_is_wrapped_by_a_live_key after insert or update of wrapped on tenant_key
  for each row execute function wrap_under_live_key();

-- Every wrapped keyset: whose it is, as when it was wrapped, and which key wraps it.
create view wrapped_key as
  select 'tenants' as kind, 'tenant:' || tenant as owner, wrapped, wrapped_by from tenant_key
  union all
  select 'integrations', 'integration:' || integration, wrapped, wrapped_by from integration_key
  union all
  select 'other', 'vault', wrapped, wrapped_by from vault_key;

-- A tenant whose keyset has a new primary key, until nothing is sealed under the former one. A table of its own: the
-- row of the keyset is locked by whoever stores something sealed.
create table tenant_key_rotation (
  tenant     text primary key references tenant_key on delete cascade,
  started_by text not null,
  started_at timestamptz not null default clock_timestamp(),
  -- When somebody may seal rows anew, and no earlier: a statement that read the keyset before it got its new key and
  -- waits for a row would take a new seal for damage.
  due_at     timestamptz not null
);
create index tenant_key_rotation_due on tenant_key_rotation (due_at);

-- What belongs to a tenant goes with it, also its DocuSign apps.
alter table integration add foreign key (tenant) references tenant on delete cascade;
create index integration_by_tenant on integration (tenant) where tenant is not null;

-- Connections ---------------------------------------------------------------------------------------------------------

-- What people decide about a connection.
create table connection (
  tenant              text not null references tenant on delete cascade,
  name                text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  -- Made anew when a deleted name is used again: no late answer of the old one may touch the new one.
  uuid                uuid not null unique,
  -- Deleted with it; only while it is disconnected, which whoever deletes the integration sees to.
  integration         text not null references integration on delete cascade,
  grant_type          text not null check (grant_type in ('authorization_code', 'jwt_bearer')),
  -- Null: those of the integration.
  scopes              text[],
  expected_account_id text,
  expected_email      text,
  -- Whom a jwt_bearer connection impersonates, where the caller said so.
  user_id             text check (user_id is null or grant_type = 'jwt_bearer'),
  created_at          timestamptz not null default clock_timestamp(),
  updated_at          timestamptz not null default clock_timestamp(),
  primary key (tenant, name)
);
create index connection_by_integration on connection (integration);

-- What the machine knows about it: state, tokens, the refresh lease. One row per connection, for as long as that lives,
-- so that the generation never restarts. State stands beside the tokens because both change under one compare of the
-- generation.
create table connection_token (
  tenant             text not null,
  connection         text not null,
  uuid               uuid not null,
  -- The connection's, repeated here so that what is due is found integration by integration, and states are counted
  -- so. Tokens came through it: as long as there are any, it stays.
  integration        text not null,
  -- The connection's, repeated here likewise.
  grant_type         text not null default 'authorization_code'
    check (grant_type in ('authorization_code', 'jwt_bearer')),
  state              text not null default 'awaiting_consent'
    check (state in ('awaiting_consent', 'active', 'consent_required', 'disconnected')),
  reason             text
    check (reason in ('refresh_token_expired', 'consent_revoked', 'lost_response', 'scopes_missing', 'user_gone')),
  generation         bigint not null default 0,
  access_token       bytea,
  refresh_token      bytea,
  -- What was asked for when somebody consented (with extended), and what DocuSign said the token has, if it did.
  scopes             text[],
  token_scope        text,
  user_sub           text,
  -- Of a jwt_bearer connection: that the vault wrote whom it impersonates, as long as it knows that.
  user_mac           bytea check (octet_length(user_mac) = 33),
  user_name          text,
  user_email         text,
  -- given_name, family_name and created, as DocuSign wrote them: for who asks for userinfo, and nobody else.
  user_profile       jsonb,
  -- The seals of both tokens bind account_id and base_uri: with one of them rewritten, the tokens do not open.
  account_id         text,
  account_name       text,
  base_uri           text,
  -- When the access token was stored: tells its life from what is left of it.
  access_issued_at   timestamptz,
  access_expires_at  timestamptz,
  -- Keyed hashes, by which a token that somebody presents is found again: of the access token that stands here, and of
  -- the one before it until that one's end. Null too where the key was not at hand when the token was stored.
  access_hash        bytea,
  former_access_hash bytea,
  former_access_expires_at timestamptz,
  former_access_scope text,
  refresh_expires_at timestamptz,
  last_refreshed_at  timestamptz,
  last_error         text,
  -- Why DocuSign refused the last imported token, where whoever sent it was not told at once.
  import_error       text,
  disconnected_at    timestamptz,
  -- Until when an access token that was out at the disconnect goes on working: what each DELETE answers. It outlives
  -- the tokens, and is forgotten with the next consent.
  access_works_until timestamptz,
  -- The refresh lease. An owner without a running lease is an attempt that nobody ended.
  lease_owner        uuid,
  lease_until        timestamptz not null default '-infinity',
  -- The refresh token may have been spent by an attempt whose answer never came.
  unsure             boolean not null default false,
  failures           integer not null default 0,
  held_until         timestamptz not null default '-infinity',
  -- The attempt that wrote the present generation: tells an unknown commit of ours from somebody else's write.
  written_by         uuid,
  -- When the background looks at it again; null where nothing is to be renewed.
  due_at             timestamptz,
  -- Since when it has waited for its renewal: claims, leases and back-offs push due_at ahead, and this stays, until
  -- there are new tokens, a verdict or a hold. Null where nobody has begun with it. For the metrics: no decision reads
  -- it.
  due_since          timestamptz,
  used_at            timestamptz,
  -- When its last ten calls were leased, the newest first. There are no more than ten in 70 seconds, hence none more
  -- than ten a minute at DocuSign, though a call may leave some seconds after its lease.
  calls              timestamptz[] not null default '{}',
  -- Refusals of the present token in words that nobody knows: their code, how many in a row, and since when.
  unknown_code       text,
  unknown_times      integer not null default 0,
  unknown_since      timestamptz,
  -- An operator's retry: the next refusal is final without one of the integration's slots.
  forced             boolean not null default false,
  -- That generation came out of a backup: another one may have followed it, so a refusal of its refresh token takes no
  -- slot. Every newer token leaves it behind.
  restored_generation bigint,
  -- Whose access token a caller has reported as refused by DocuSign: what was issued of the present generation is to
  -- be renewed. Every newer token leaves it behind; one that is kept through a renewal takes it along.
  rejected_generation bigint,
  -- When the last three such reports came, the newest first.
  rejections         timestamptz[] not null default '{}',
  -- The last warning before the refresh token's computed end, in days.
  warned_days        smallint,
  -- Which consent or import brought the tokens; null where there are none, or an assertion did.
  consent_id         uuid,
  -- When the last import that has ended had its calls: the next one goes on from there.
  import_calls       timestamptz[] not null default '{}',
  primary key (tenant, connection),
  foreign key (tenant, connection) references connection on delete cascade,
  check ((state = 'consent_required') = (reason is not null)),
  -- An impersonated user's tokens are asked for anew, with no refresh token that could be lost.
  -- So nothing of theirs is ever in doubt either.
  check (case grant_type when 'jwt_bearer' then refresh_token is null and not unsure
         else (access_token is null) = (refresh_token is null) end)
) with (toast_tuple_target = 8160, fillfactor = 50);
-- Both tokens on the row's own heap page: one page read per cold issue.
alter table connection_token alter column access_token set storage main;
alter table connection_token alter column refresh_token set storage main;
create index connection_token_due on connection_token (integration, grant_type, due_at) where due_at is not null;
-- What is being renewed, and what that has failed of: few, but in an outage.
create index connection_token_due_since on connection_token (due_since) where due_since is not null;
-- By level, so that the hourly look at it reads what has to be warned of and nothing else.
create index connection_token_expiry on connection_token (coalesce(warned_days, 15), refresh_expires_at)
  include (warned_days)
  where state = 'active';
-- The few that somebody has to look at, in the order in which lists show them.
create index connection_token_in_state on connection_token (state, tenant, connection) where state <> 'active';
-- For what ends first, and for how many end on which day: those are counted in the index alone.
create index connection_token_ends on connection_token (refresh_expires_at)
  where state = 'active' and refresh_expires_at is not null;
-- For the number of those renewed lately, which the console tells.
create index connection_token_renewed on connection_token (last_refreshed_at) where last_refreshed_at is not null;
-- For their number: nothing else of the rows is read.
create index connection_token_standing on connection_token (integration, state, reason) where state <> 'active';
-- What a new client secret may revive.
create index connection_token_refused on connection_token (integration)
  where state = 'consent_required' or held_until > '-infinity';
-- For their number. A verdict leaves the doubt where it is, and after a restore those may be most of the rows.
create index connection_token_unsure on connection_token (integration) where unsure and state = 'active';
-- With the tenant, so that another tenant's token is a miss within the index, as a made-up one is.
create index connection_token_by_access on connection_token (access_hash, tenant) where access_hash is not null;
create index connection_token_by_former_access on connection_token (former_access_hash, tenant)
  where former_access_hash is not null;

-- The token that another one replaces is known until its end, as long as the connection is the same user's with the
-- same account. Not where the consent behind it was taken back: DocuSign has ended it. Whoever destroys the token
-- destroys what it is known by.
create function keep_former_access() returns trigger language plpgsql as $$
begin
  if new.access_token is null then
    new.access_hash := null;
  end if;
  if new.access_token is null or old.reason in ('consent_revoked', 'user_gone')
      or new.user_sub is distinct from old.user_sub or new.account_id is distinct from old.account_id then
    new.former_access_hash := null;
    new.former_access_expires_at := null;
    new.former_access_scope := null;
  elsif old.access_hash is not null and new.access_hash is distinct from old.access_hash then
    new.former_access_hash := old.access_hash;
    new.former_access_expires_at := old.access_expires_at;
    new.former_access_scope := coalesce(old.token_scope,
      array_to_string(array_remove(old.scopes, 'extended'), ' '));
  end if;
  return new;
end $$;
create trigger connection_token_keeps_former_access
  before update of access_token, access_hash, user_sub, account_id on connection_token for each row
  when (new.access_token is null or new.access_hash is distinct from old.access_hash
    or old.reason in ('consent_revoked', 'user_gone')
    or new.user_sub is distinct from old.user_sub or new.account_id is distinct from old.account_id)
  execute function keep_former_access();

-- Tokens that a consent or a proven import brought and nobody has accepted yet: at most one set per connection, the
-- newest.
create table pending_grant (
  tenant            text not null,
  connection        text not null,
  uuid              uuid not null,
  consent_id        uuid not null,
  -- None of a jwt_bearer connection: there, somebody only waits to become its user.
  access_token      bytea,
  refresh_token     bytea,
  scopes            text[] not null,
  token_scope       text,
  user_sub          text not null,
  -- Where there are no tokens, whose seals would not fit another: that the vault wrote who waits.
  user_mac          bytea check (octet_length(user_mac) = 33),
  user_name         text,
  user_email        text,
  user_profile      jsonb,
  accounts          jsonb not null,
  -- The refresh token may have been spent by an attempt whose answer never came; only an import's ever was in doubt.
  unsure            boolean not null default false,
  -- Which of several the person chose, and which browser may still choose: the hash of what binds it to the attempt.
  account_id        text,
  binding_hash      bytea,
  access_expires_at timestamptz,
  refresh_expires_at timestamptz,
  created_at        timestamptz not null default clock_timestamp(),
  expires_at        timestamptz not null,
  primary key (tenant, connection),
  check (account_id is null or binding_hash is null),
  -- When an import's refresh token ends, nobody may know.
  check (num_nonnulls(access_token, refresh_token, access_expires_at) in (0, 3)),
  check (refresh_expires_at is null or refresh_token is not null),
  foreign key (tenant, connection) references connection on delete cascade
);
create index pending_grant_expiry on pending_grant (expires_at);

-- Imported tokens -----------------------------------------------------------------------------------------------------

-- An imported refresh token until its verdict: at most one per connection. It stands beside the connection's own tokens
-- and beside a consent's pending grant, and has a lease of its own.
create table imported_token (
  tenant             text not null,
  connection         text not null,
  -- The connection's.
  uuid               uuid not null,
  -- Names the import everywhere; callers see it as the consent's id.
  import_id          uuid not null unique,
  -- Keyed hash of the token as it was given.
  hash               bytea not null,
  -- The connection's; while this row is there, it stays that.
  integration        text not null references integration on delete cascade,
  -- 0: as it was given. Above: DocuSign has granted, and the tokens are new ones.
  generation         bigint not null default 0,
  access_token       bytea,
  refresh_token      bytea not null,
  -- Those of the connection, which are to be its granted ones.
  scopes             text[] not null,
  token_scope        text,
  -- As the caller says, if it does.
  obtained_at        timestamptz,
  access_expires_at  timestamptz,
  -- Computed; null where nothing tells.
  refresh_expires_at timestamptz,
  -- The lease and what belongs to it: as in connection_token.
  lease_owner        uuid,
  lease_until        timestamptz not null default '-infinity',
  unsure             boolean not null default false,
  failures           integer not null default 0,
  held_until         timestamptz not null default '-infinity',
  written_by         uuid,
  due_at             timestamptz not null,
  calls              timestamptz[] not null default '{}',
  unknown_code       text,
  unknown_times      integer not null default 0,
  unknown_since      timestamptz,
  last_error         text,
  created_by         text not null,
  created_at         timestamptz not null default clock_timestamp(),
  expires_at         timestamptz not null,
  primary key (tenant, connection),
  check ((generation > 0) = (access_token is not null)),
  check ((access_token is null) = (access_expires_at is null)),
  foreign key (tenant, connection) references connection on delete cascade
);
create index imported_token_due on imported_token (integration, due_at);
create index imported_token_expiry on imported_token (expires_at);

-- Every imported token that is under way (no fate yet), that DocuSign granted, or whose answer was lost. Refers to
-- nothing: it outlives connection and tenant, so that a spent token is never sent again.
create table imported_hash (
  hash       bytea primary key,
  import_id  uuid not null,
  fate       text check (fate in ('granted', 'lost')),
  created_at timestamptz not null default clock_timestamp()
);

-- How an import ended, for whoever began it.
create table import_end (
  import_id uuid primary key,
  outcome   text not null check (outcome in ('active', 'pending', 'refused', 'discarded')),
  reason    text,
  ended_at  timestamptz not null default clock_timestamp()
);

-- However the row goes, also with its connection or tenant: what may have been spent is remembered, what is proven
-- unspent may be sent again. Whose lease has an owner may have been sent.
create function end_import() returns trigger language plpgsql as $$
begin
  if old.generation > 0 or old.unsure or old.lease_owner is not null then
    update imported_hash set fate = case when old.generation > 0 then 'granted' else 'lost' end
      where hash = old.hash and import_id = old.import_id;
  else
    delete from imported_hash where hash = old.hash and import_id = old.import_id;
  end if;
  insert into import_end (import_id, outcome) values (old.import_id, 'discarded') on conflict do nothing;
  -- Ten calls a minute are the connection's, however many imports it has. Older ones count no more.
  update connection_token set import_calls = old.calls
    where tenant = old.tenant and connection = old.connection and uuid = old.uuid
      and old.calls[1] > clock_timestamp() - interval '70 seconds';
  return null;
end $$;
create trigger imported_token_ends_its_import after delete on imported_token for each row execute function end_import();

-- An import that ended as a pending grant ends again when that goes: as the connection's tokens, or without any. Told
-- at the end of the transaction, which may store these before or after.
create function end_pending_import() returns trigger language plpgsql as $$
begin
  if exists (select from connection_token
             where tenant = old.tenant and connection = old.connection and consent_id = old.consent_id) then
    update import_end set outcome = 'active', reason = null
      where import_id = old.consent_id and outcome = 'pending';
  elsif not exists (select from pending_grant
                    where tenant = old.tenant and connection = old.connection and consent_id = old.consent_id) then
    update import_end set outcome = 'discarded',
        reason = case when old.expires_at <= clock_timestamp() then 'expired' end
      where import_id = old.consent_id and outcome = 'pending';
  end if;
  return null;
end $$;
create constraint trigger pending_grant_ends_its_import after delete or update of consent_id on pending_grant
  deferrable initially deferred for each row execute function end_pending_import();

-- Consent -------------------------------------------------------------------------------------------------------------

create table consent_link (
  tenant     text not null,
  hash       bytea not null,
  connection text not null,
  uuid       uuid not null,
  return_url text,
  -- Whose consent it asks for: the person's own, or an administrator's for the whole organisation.
  kind       text not null default 'individual' check (kind in ('individual', 'admin')),
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  -- Set when its consent was stored, never before.
  used_at    timestamptz,
  -- When the audit trail last heard that somebody opened it in vain: bounds what a leaked link can make it grow.
  refused_at timestamptz,
  -- How many events whoever has it has caused since the beginning of the hour that the latest of them is in: bounds
  -- what it can make the trail grow in other ways. One for each of consent.LinkEvents.Kind, in its order.
  events       integer[] not null default '{0,0,0}'
    check (cardinality(events) = 3 and array_lower(events, 1) = 1),
  events_since timestamptz[] not null default '{null,null,null}'
    check (cardinality(events_since) = 3 and array_lower(events_since, 1) = 1 and array_ndims(events_since) = 1),
  primary key (tenant, hash),
  foreign key (tenant, connection) references connection on delete cascade
);
create index consent_link_by_hash on consent_link (hash);

create table consent_attempt (
  tenant          text not null,
  state_hash      bytea not null,
  link_hash       bytea not null,
  -- The app through which it goes, as it was then: its code is no other app's.
  integration     text not null,
  environment     text not null,
  integration_key text not null,
  -- The connection's, as it was then: what comes back is of no other one's use.
  grant_type      text not null default 'authorization_code'
    check (grant_type in ('authorization_code', 'jwt_bearer')),
  binding_hash    bytea not null,
  -- Destroyed by the callback that takes it.
  code_verifier   bytea,
  scopes          text[] not null,
  -- Of the link and the address from which it began, for counting: without the link it tells no address.
  address_hash    bytea not null,
  created_at      timestamptz not null default clock_timestamp(),
  expires_at      timestamptz not null,
  -- When a callback took it, and how that ended: the row stays until its end, so that whoever comes again hears of it.
  taken_at        timestamptz,
  ended           text,
  primary key (tenant, state_hash),
  check ((code_verifier is null) = (taken_at is not null)),
  check (ended is null or taken_at is not null),
  foreign key (tenant, link_hash) references consent_link on delete cascade
);
create index consent_attempt_by_state on consent_attempt (state_hash);
create index consent_attempt_by_link on consent_attempt (tenant, link_hash);

-- What is sealed under tenants' keys, and under which: the commitment to it that stands in each sealed value. Whoever
-- lets a key leave a keyset asks here. A new sealed column of a tenant's belongs here.
create view sealed_under as
  select tenant, substring(access_token from 2 for 32) as key from connection_token where access_token is not null
  union all
  select tenant, substring(refresh_token from 2 for 32) from connection_token where refresh_token is not null
  union all
  select tenant, substring(access_token from 2 for 32) from pending_grant where access_token is not null
  union all
  select tenant, substring(refresh_token from 2 for 32) from pending_grant where refresh_token is not null
  union all
  select tenant, substring(access_token from 2 for 32) from imported_token where access_token is not null
  union all
  select tenant, substring(refresh_token from 2 for 32) from imported_token
  union all
  select tenant, substring(code_verifier from 2 for 32) from consent_attempt
  where code_verifier is not null and expires_at > clock_timestamp();

-- The gate in front of DocuSign: every lease reads it, so that all replicas obey a pause at once ----------------------

-- One for each grant: what a bad RSA key closes, good client secrets pass.
create table upstream_gate (
  integration     text not null references integration on delete cascade,
  auth_host       text not null,
  grant_type      text not null check (grant_type in ('authorization_code', 'jwt_bearer')),
  paused_until    timestamptz not null default '-infinity',
  reason          text check (reason in ('retry_after', 'breaker', 'client_refused')),
  -- After the pause one attempt at a time goes first, until one is answered; which one that is now.
  probing         boolean not null default false,
  prober          uuid,
  -- What an operator has to look at, by which attempt it was found first, and which secrets and keys were known then.
  flag            text
    check (flag in ('client_refused', 'client_secret_missing', 'rsa_key_refused', 'rsa_key_missing')),
  flagged_at      timestamptz,
  flagged_by      uuid,
  secrets_version bigint,
  primary key (integration, auth_host, grant_type),
  check ((flag is null) = (flagged_by is null))
);

-- What closes the gate now, and for whom: a pause, or the wait for one attempt's good answer. Whoever leases, claims or
-- asks why reads it here. A refusal of the client says nothing once the integration has other client secrets or keys.
create view closed_gate as
  select g.integration, g.grant_type, g.paused_until, g.probing, g.prober
  from upstream_gate g
  join integration i on i.name = g.integration and i.environment = g.auth_host
  where (g.paused_until > clock_timestamp() or g.probing)
    and not (g.reason = 'client_refused' and g.secrets_version < i.secrets_version);

-- Verdicts that the computed expiry does not explain, since the present count began; and by which attempt it was found
-- that there are too many, where an operator has to look at that.
create table verdict_count (
  integration text not null,
  auth_host   text not null,
  grant_type  text not null,
  verdicts    integer not null,
  since       timestamptz not null,
  flagged_by  uuid,
  flagged_at  timestamptz,
  primary key (integration, auth_host, grant_type),
  check ((flagged_by is null) = (flagged_at is null)),
  -- Not to the integration: whoever counts holds the gate's row already, and must not wait for whoever deletes both.
  foreign key (integration, auth_host, grant_type) references upstream_gate on delete cascade
);

-- What an operator has to look at, grant by grant, and since when. A refused or missing client comes first, since it
-- stops every renewal of the grant. Neither says anything once the integration has other client secrets or keys, though
-- nobody has taken it down yet.
create view grant_flag as
  select g.integration, g.grant_type, coalesce(g.flag, 'verdicts') as reason,
         case when g.flag is null then v.flagged_at else g.flagged_at end as since
  from upstream_gate g
  join integration i on i.name = g.integration and i.environment = g.auth_host
  left join verdict_count v
    on v.integration = g.integration and v.auth_host = g.auth_host and v.grant_type = g.grant_type
  where (g.flag is not null or v.flagged_by is not null)
    and (g.secrets_version is null or g.secrets_version >= i.secrets_version);

-- What the exchange of a code has found of an integration and no renewal has: it holds nobody's tokens, so it closes
-- nothing and is no connection's error. Which client secrets were known then.
create table exchange_flag (
  integration     text primary key references integration on delete cascade,
  reason          text not null check (reason in ('client_refused', 'client_secret_missing')),
  since           timestamptz not null,
  secrets_version bigint not null
);

-- The worst of an integration's flags: one that stops renewals or consents before one of the verdicts, then the older
-- one.
create view integration_flag as
  select distinct on (integration) integration, reason, since
  from (
    select integration, reason, since from grant_flag
    union all
    select e.integration, e.reason, e.since
    from exchange_flag e join integration i on i.name = e.integration
    where e.secrets_version >= i.secrets_version) as f
  order by integration, reason = 'verdicts', since, reason;

-- Why a connection's tokens are not renewed: what holds its integration's grant, else what its own last attempt ended
-- with, else that the grant rests, which matters only where the tokens are due. The connection's view shows it, and
-- whoever is refused a token hears of it. Of a grant that a signed assertion asks for, other states hear of the flag
-- too: they are tried. Where somebody ended the pause of a refusal and the ten calls of a minute are spent, nothing has
-- been tried since, and what the last attempt ended with stands behind the wait no more.
create view connection_error as
  select t.tenant, t.connection,
         case when (t.state = 'active' or t.grant_type = 'jwt_bearer' and t.state <> 'disconnected')
                and f.reason <> 'verdicts' then f.reason
              when t.grant_type = 'jwt_bearer' and t.state <> 'disconnected'
                and (t.state <> 'active' or t.last_error is not null)
                and t.failures = 0 and greatest(t.lease_until, t.held_until) < clock_timestamp()
                and t.calls[10] >= clock_timestamp() - interval '70 seconds'
              then 'call_limit'
              when t.last_error is not null then t.last_error
              when t.state = 'active' and (t.due_at <= clock_timestamp()
                  or t.access_expires_at <= clock_timestamp() + interval '10 minutes')
                and exists (select from closed_gate g
                            where g.integration = c.integration and g.grant_type = t.grant_type)
              then 'gate_closed' end as error
  from connection_token t
  join connection c on c.tenant = t.tenant and c.name = t.connection
  left join grant_flag f on f.integration = c.integration and f.grant_type = t.grant_type;

-- Callers -------------------------------------------------------------------------------------------------------------

create table caller (
  name       text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  -- Made anew when a deleted name is used again.
  uuid       uuid not null unique,
  -- Raised by every change of the caller or of any row of it: what was valid before is not any more. By a number that
  -- is drawn: one that a failover lost must not come again.
  epoch      bigint not null check (epoch > 0),
  -- Of this row and of each of its grants and keys: a code under the vault's own key, over what the row says and this
  -- uuid and epoch. A row that somebody else wrote counts for nothing. No other statement than those of the vault can
  -- write one, also by hand: what has to go is deleted.
  mac        bytea not null check (octet_length(mac) = 33),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table caller_grant (
  caller      text not null references caller on delete cascade,
  -- A tenant's name, or '*' for all of them. No reference, because a grant may name a tenant that does not exist yet;
  -- it does not outlive one either: whoever deletes a tenant takes along what was granted on it.
  tenant      text not null,
  -- A connection's name, or '*' for all of the tenant's.
  connection  text not null,
  -- Which of the caller's grants, in the order in which they were put: one grant may name several tenants, and several
  -- connections in each of them.
  position    integer not null,
  -- Whatever stands here has to be readable, or nobody could take it away: nothing that is not known, no list of lists.
  permissions text[] not null check (array_position(permissions, null) is null
                                     and coalesce(array_ndims(permissions), 1) = 1),
  mac         bytea not null check (octet_length(mac) = 33),
  primary key (caller, tenant, connection, position)
);
create index caller_grant_by_tenant on caller_grant (tenant);

create table caller_key (
  id         text primary key,
  caller     text not null references caller on delete cascade,
  -- SHA-256 of the whole key: its 256 random bits need no slow hash.
  hash       bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null check (isfinite(expires_at)),
  mac        bytea not null check (octet_length(mac) = 33)
);
create index caller_key_by_caller on caller_key (caller);

-- Who a caller is elsewhere. Whoever proves to be that, by a JWT or a client certificate, is this caller and no other.
create table caller_identity (
  -- Hex of SHA-256 over type, issuer and subject: found by what was proven, and by nothing else.
  id         text primary key check (id ~ '^[0-9a-f]{64}$'),
  caller     text not null references caller on delete cascade,
  type       text not null check (type in ('oidc', 'certificate')),
  -- Of an OIDC subject, to the letter; empty for a certificate.
  issuer     text not null check ((type = 'oidc') = (issuer <> '')),
  -- The OIDC subject, or the certificate's name: dns:… or uri:…
  subject    text not null,
  position   integer not null,
  created_at timestamptz not null default clock_timestamp(),
  mac        bytea not null check (octet_length(mac) = 33)
);
create index caller_identity_by_caller on caller_identity (caller);

-- What a client of OAuth 2.0 keeps as its refresh token, in place of DocuSign's: it stands for one connection and works
-- for one caller. By its caller first: somebody else's is found no sooner than one that is none.
create table refresh_handle (
  caller     text not null references caller on delete cascade,
  id         text not null,
  -- SHA-256 of the whole handle: its 256 random bits need no slow hash.
  hash       bytea not null,
  tenant     text not null,
  connection text not null,
  -- The connection's.
  uuid       uuid not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null check (isfinite(expires_at)),
  -- Over all of these but who made it, and when.
  mac        bytea not null check (octet_length(mac) = 33),
  primary key (caller, id),
  foreign key (tenant, connection) references connection on delete cascade
);
create unique index refresh_handle_by_connection on refresh_handle (tenant, connection, id);
create index refresh_handle_expiry on refresh_handle (expires_at);

-- A disconnect ends the handles with what they stood for: a new consent brings none of them back. Whoever makes one
-- holds the connection's token row.
create function discard_handles() returns trigger language plpgsql as $$
begin
  delete from refresh_handle where tenant = new.tenant and connection = new.connection;
  return null;
end $$;
create trigger disconnection_discards_handles after update of state, disconnected_at on connection_token for each row
  when (new.state = 'disconnected' and new.disconnected_at is distinct from old.disconnected_at)
  execute function discard_handles();

-- Audit ---------------------------------------------------------------------------------------------------------------

create table audit_event (
  id          bigint generated always as identity primary key,
  -- Counts the servers this trail has lived on: transaction numbers only compare within one of them.
  era         integer not null,
  -- Orders an era by commit horizon: readers are shown only what no running transaction can still come before.
  transaction xid8 not null default pg_current_xact_id(),
  occurred_at timestamptz not null default clock_timestamp(),
  type        text not null,
  actor       text not null,
  tenant      text,
  connection  text,
  -- Whatever stands here has to be readable: who reads the trail reads all of it.
  details     jsonb not null default '{}' check (jsonb_typeof(details) = 'object')
);
create index audit_event_in_order on audit_event (era, transaction, id);
create index audit_event_by_tenant on audit_event (tenant, era, transaction, id);
create index audit_event_by_type on audit_event (type, era, transaction, id);

-- The era of whatever is recorded now. An event of another transaction that is visible although its number was not
-- given out yet can only have been restored from another server: from there on a new era runs, which comes after
-- everything restored.
--
-- Volatile, so that it sees what its own statement has recorded: else it would step over all of that, each time, on its
-- way to the newest that it sees, and many events in one statement would take the square of their number.
create function audit_era() returns integer language sql volatile as $$
  select coalesce((
    select newest.era + (newest.transaction >= pg_snapshot_xmax(pg_current_snapshot())
                         and newest.transaction is distinct from pg_current_xact_id_if_assigned())::integer
      -- Qualified, so that it is the columns' order, which has an index.
      from audit_event newest order by newest.era desc, newest.transaction desc, newest.id desc limit 1), 0)
$$;
alter table audit_event alter column era set default audit_era();

-- Which connection an event that becomes a notice tells of, beyond a name that another may have later, and of which of
-- its tokens: as they are at the end of the change that it tells of, which its transaction has made before.
create function say_which_connection() returns trigger language plpgsql as $$
begin
  select new.details || jsonb_strip_nulls(jsonb_build_object(
           'connection_uuid', t.uuid, 'generation', t.generation,
           'access_token_expires_at', to_char(t.access_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    into new.details
    from (select) nothing
    left join connection_token t on t.tenant = new.tenant and t.connection = new.connection;
  return new;
end $$;
create trigger event_says_which_connection before insert on audit_event for each row
  when (new.type in ('connection.connected', 'connection.pending', 'connection.expiring', 'connection.consent_required',
                     'connection.recovered', 'connection.disconnected'))
  execute function say_which_connection();

-- A stretch of the trail in which nothing can appear any more, and keyed hashes by which whoever has the vault's key
-- sees that nothing was changed, added or taken away. Outlives its events.
create table audit_seal (
  -- The key, so that of two replicas which seal at once only one does.
  number            bigint primary key check (number > 0),
  -- The seal before; 0 for the first. The number below, but where whoever writes here has put a row in its place.
  follows           bigint not null,
  first_era         integer not null,
  first_transaction xid8 not null,
  first_id          bigint not null,
  last_era          integer not null,
  last_transaction  xid8 not null,
  last_id           bigint not null,
  events            integer not null check (events between 1 and 1000),
  -- Over the events; apart from the other one, so that a seal whose events have gone can still be verified.
  events_mac        bytea not null,
  -- Over all that stands above, when it was made, and the seal before.
  mac               bytea not null,
  sealed_at         timestamptz not null,
  -- When retention ended its events, and a keyed hash by which it was the vault that did.
  dropped_at        timestamptz,
  dropped_mac       bytea,
  check ((dropped_at is null) = (dropped_mac is null))
);
create index audit_seal_last on audit_seal (last_era, last_transaction, last_id);
create index audit_seal_kept on audit_seal (number) where dropped_at is null;
create index audit_seal_passing on audit_seal (number) where follows <> number - 1;

-- These stop mistakes. Against whoever owns the tables only the hashes count.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is append-only';
end $$;
create function refuse_to_forget() returns trigger language plpgsql as $$
begin
  -- One that covers it has to say so: whatever other rows somebody has put beside it, they keep no event for ever.
  if (select s.number from audit_seal s
      where s.dropped_at is not null
        and (s.first_era, s.first_transaction, s.first_id) <= (old.era, old.transaction, old.id)
        and (s.last_era, s.last_transaction, s.last_id) >= (old.era, old.transaction, old.id)
      order by s.last_era, s.last_transaction, s.last_id limit 1) is null then
    raise exception 'The audit trail is append-only';
  end if;
  return old;
end $$;
create function refuse_to_reseal() returns trigger language plpgsql as $$
begin
  if old.dropped_at is not null
     or to_jsonb(new) - 'dropped_at' - 'dropped_mac' <> to_jsonb(old) - 'dropped_at' - 'dropped_mac' then
    raise exception 'A seal of the audit trail does not change';
  end if;
  return new;
end $$;
create trigger audit_event_is_append_only before update on audit_event
  for each row execute function refuse_change();
create trigger audit_event_is_kept before delete on audit_event
  for each row execute function refuse_to_forget();
create trigger audit_event_is_not_emptied before truncate on audit_event
  for each statement execute function refuse_change();
create trigger audit_seal_is_final before update on audit_seal
  for each row execute function refuse_to_reseal();
create trigger audit_seal_is_kept before delete on audit_seal
  for each row execute function refuse_change();
create trigger audit_seal_is_not_emptied before truncate on audit_seal
  for each statement execute function refuse_change();

-- How a statement that changes rows of others records that it did.
create function record_event(type text, actor text, tenant text, connection text, details jsonb) returns bigint
language sql as $$
  insert into audit_event (type, actor, tenant, connection, details) values ($1, $2, $3, $4, $5) returning id
$$;

-- Which tokens were issued to whom: a row for each caller, door, connection, generation and hour (of UTC, by this
-- database's clock) in which there were any. Every replica adds to it once a second, off the path of requests, so a
-- crash loses what was issued in its last second. Outlives the connection, as the trail does; holds no secret.
create sequence issue_record_id;

-- Whoever gets an id keeps others from one until the own rows can be seen: ids only appear in their order, and whoever
-- goes on from one misses none. PostgreSQL asks for an id before it looks whether there is such a row, so that a flush
-- which only adds to rows takes its turn, too: one writes at a time, in all replicas, for as long as its commit takes.
create function next_issue_record_id() returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock('issue_record_id'::regclass::oid::bigint);
  return nextval('issue_record_id');
end $$;

create table issue_record (
  tenant       text not null,
  uuid         uuid not null,
  actor        text not null,
  -- By which way it was asked for: the API's operation, or a grant of the token endpoint.
  door         text not null,
  generation   bigint not null,
  -- When it began.
  hour         timestamptz not null,
  id           bigint not null default next_issue_record_id(),
  connection   text not null,
  first_at     timestamptz not null,
  last_at      timestamptz not null,
  count        bigint not null,
  primary key (tenant, uuid, actor, door, generation, hour)
) partition by range (hour);
-- None on what grows while the hour runs: then an update stays on its page and touches no index.
create index issue_record_in_order on issue_record (id);
create index issue_record_by_tenant on issue_record (tenant, id);
create index issue_record_by_actor on issue_record (actor, id);

-- Makes the partition of the month (of UTC) that begins then, if it is not there. Attaching it lets all reads and
-- writes go on, which creating it in place would not.
create function make_issue_record_month(first date) returns void language plpgsql set lock_timeout = '5s' as $$
declare
  partition text := to_char(first, '"issue_record_"YYYY_MM');
begin
  -- One at a time, until this transaction ends.
  lock table issue_record in share update exclusive mode;
  if to_regclass(partition) is null then
    -- The room on each page is for the versions that a row has within seconds.
    execute format('create table %I (like issue_record including defaults including constraints including indexes)'
                   ' with (fillfactor = 60)', partition);
    execute format('alter table issue_record attach partition %I for values from (%L) to (%L)', partition,
                   first::timestamp at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
  end if;
end $$;
select make_issue_record_month((date_trunc('month', clock_timestamp() at time zone 'UTC')
                                + n * interval '1 month')::date)
from generate_series(0, 1) n;

-- Drops that month with its rows; false where somebody uses the table for so long that who writes would have to wait.
-- Null where there is none: another replica was faster, or an operator has detached it, to keep it.
create function drop_issue_record_month(first date) returns boolean language plpgsql set lock_timeout = '100ms' as $$
declare
  partition text := to_char(first, '"issue_record_"YYYY_MM');
begin
  if not exists (select from pg_inherits
                 where inhparent = 'issue_record'::regclass and inhrelid = to_regclass(partition)) then
    return null;
  end if;
  execute format('drop table %I', partition);
  return true;
exception
  when lock_not_available then
    return false;
  when undefined_table then
    return null;
end $$;

-- Bulk imports --------------------------------------------------------------------------------------------------------

-- An upload of tokens that somebody else obtained. They stand under the vault's own key: most of their tenants are made
-- only when it is their line's turn.
create table import_batch (
  id          uuid primary key,
  created_by  text not null,
  created_at  timestamptz not null default clock_timestamp(),
  -- Moves while the upload goes on: of one that broke off nothing is left an hour later.
  touched_at  timestamptz not null default clock_timestamp(),
  -- When all of it was there. Before, nobody sees it and nothing comes of it.
  received_at timestamptz,
  -- When the last of its tokens was handed to the proofs, or needed none.
  sent_at     timestamptz,
  -- When somebody stopped it.
  stopped_at  timestamptz,
  -- How many lines it has, and how they ended: from when the last of them has.
  lines       bigint,
  active      bigint,
  refused     bigint,
  invalid     bigint,
  check (num_nonnulls(lines, active, refused, invalid) in (0, 4))
);
create index import_batch_received on import_batch (received_at, id) where received_at is not null;
create index import_batch_unsent on import_batch (received_at, id)
  where received_at is not null and sent_at is null and stopped_at is null;

create table import_line (
  batch               uuid not null references import_batch on delete cascade,
  -- Of the line in the upload, from 1.
  number              integer not null,
  -- As given; null where it cannot be told.
  tenant              text,
  connection          text,
  integration         text,
  -- The app that the integration was when the line was read; null where there was none.
  environment         text,
  integration_key     text,
  display_name        text,
  -- What the tenant is called if this line makes it, where another line says so: they have their turns side by side.
  tenant_called       text,
  scopes              text[],
  expected_account_id text,
  expected_email      text,
  obtained_at         timestamptz,
  -- Sealed under the vault's own key; destroyed in the transaction that hands it on, or that ends the line.
  token               bytea,
  -- When it may have its turn: later, where the last one came to nothing.
  held_until          timestamptz not null default '-infinity',
  -- Where the line ended before its token was handed on, and why; or why it has not.
  status              text check (status in ('active', 'refused', 'invalid')),
  reason              text,
  -- What became of the token: names it among the imports.
  import_id           uuid,
  -- Whether that import had the token before this line: stopping the line's own leaves it to whoever began it.
  joined              boolean not null default false,
  primary key (batch, number),
  check (num_nonnulls(token, status, import_id) = 1)
);
create index import_line_unsent on import_line (batch, integration, number) where token is not null;
create index import_line_unsent_by_connection on import_line (tenant, connection) where token is not null;

-- A deleted tenant takes along the tokens that wait for it, and a disconnected connection those that wait for it: what
-- was sent before never makes or connects it anew, whoever has its name by then. Their lines were read before; whoever
-- holds one has locked the connection and the tenant first.
create function discard_lines() returns trigger language plpgsql as $$
begin
  update import_line l set token = null, status = 'refused', reason = 'discarded'
    from (select batch, number from import_line
          where token is not null and tenant = old.name
          order by batch, number for update) as held
    where l.batch = held.batch and l.number = held.number;
  return null;
end $$;
create trigger tenant_takes_its_lines_along after delete on tenant for each row execute function discard_lines();

create function discard_connection_lines() returns trigger language plpgsql as $$
begin
  update import_line l set token = null, status = 'refused', reason = 'discarded'
    from (select batch, number from import_line
          where token is not null and tenant = old.tenant and connection = old.connection
          order by batch, number for update) as held
    where l.batch = held.batch and l.number = held.number;
  return null;
end $$;
create trigger disconnection_discards_lines after update of state, disconnected_at on connection_token for each row
  when (new.state = 'disconnected' and new.disconnected_at is distinct from old.disconnected_at)
  execute function discard_connection_lines();

-- How many more of an integration's tokens may be handed on: so many wait for their proof at once, and ten times as
-- many for their proof or their verdict. Those of users without an account wait for people, for weeks, and for nothing
-- that others would come before.
create function import_room(of_integration text, ahead bigint) returns bigint stable language sql as $$
  select greatest(0, least(
    ahead - count(*) filter (where generation = 0),
    10 * ahead - count(*) filter (where last_error is distinct from 'no_account')))
  from imported_token where integration = of_integration
$$;

-- How the lines stand: those whose token was handed on, as their import does.
create view import_line_state as
  select l.batch, l.number, l.tenant, l.connection,
         case when l.status is not null then l.status
              when l.token is not null or i.import_id is not null then 'waiting'
              when e.outcome = 'active' or e.outcome = 'pending' and p.expires_at > clock_timestamp() then e.outcome
              else 'refused' end as status,
         case when l.token is not null or l.status is not null then l.reason
              when i.import_id is not null then i.last_error
              when e.outcome = 'pending' and p.expires_at > clock_timestamp() then e.reason
              when e.outcome = 'pending' then 'expired'
              when e.outcome is null or e.outcome = 'discarded' then coalesce(e.reason, 'discarded')
              else e.reason end as reason
  from import_line l
  left join imported_token i on i.import_id = l.import_id
  left join import_end e on e.import_id = l.import_id
  left join pending_grant p on p.tenant = l.tenant and p.connection = l.connection and p.consent_id = l.import_id;

-- Notices -------------------------------------------------------------------------------------------------------------

create table webhook (
  name          text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  -- Made anew when a deleted name is used again: what waits for somebody's address never goes to another's.
  uuid          uuid not null unique,
  url           text not null,
  -- Types of events, or '*' alone for all of them, those of a later version among them.
  events        text[] not null check (coalesce(array_ndims(events), 1) = 1),
  -- Names of tenants, or '*' alone for all, and for what belongs to none. A tenant's name goes with the tenant.
  tenants       text[] not null check (coalesce(array_ndims(tenants), 1) = 1),
  consent_links boolean not null,
  description   text,
  -- Both sealed under the vault's own keyset. The former one signs beside the present one until its end.
  secret        bytea not null,
  former_secret bytea,
  former_until  timestamptz check (isfinite(former_until)),
  -- Why nothing is sent to it: null where it is. A put ends it.
  disabled      text check (disabled in ('gone', 'failing')),
  disabled_at   timestamptz,
  -- A code under the vault's own key over all of the above but description and disabled_at.
  mac           bytea not null check (octet_length(mac) = 33),
  -- How deliveries fare. Nobody's secret depends on these.
  failing_since timestamptz,
  failed_at     timestamptz,
  paused_until  timestamptz,
  created_at    timestamptz not null default clock_timestamp(),
  updated_at    timestamptz not null default clock_timestamp(),
  check ((former_secret is null) = (former_until is null)),
  check ((disabled is null) = (disabled_at is null))
);

-- How far the trail has been turned into deliveries. Whoever goes on holds the row.
create table notice_cursor (
  single      boolean primary key default true check (single),
  era         integer not null,
  transaction xid8 not null,
  id          bigint not null
);
insert into notice_cursor (era, transaction, id) values (0, '0', 0);

-- A notice on its way to one webhook: the event as it stood in the trail, and what became of it.
create table delivery (
  webhook      uuid not null references webhook (uuid) on delete cascade,
  id           uuid not null default gen_random_uuid(),
  -- In the order of the trail.
  number       bigint generated always as identity,
  type         text not null,
  occurred_at  timestamptz not null,
  tenant       text,
  connection   text,
  details      jsonb not null check (jsonb_typeof(details) = 'object'),
  -- Whether it waits for those before it of the same connection. What was asked for again waits for nobody.
  in_order     boolean not null,
  status       text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  -- Attempts that failed, of this round: asked for again, it begins a new one.
  failures     integer not null default 0,
  -- When it is tried next; while it is tried, when another may try it; infinity while it waits for one before it, so
  -- that whoever looks for what is due reads none of those.
  due_at       timestamptz default clock_timestamp(),
  -- Whose attempt this is: an end that comes later than the next one's beginning counts for nothing.
  attempt      uuid,
  attempts     integer not null default 0,
  attempted_at timestamptz,
  answered     integer,
  error        text,
  -- Sealed under the vault's own keyset, and sent again while it is valid.
  consent_url  bytea,
  consent_url_until timestamptz,
  created_at   timestamptz not null default clock_timestamp(),
  primary key (webhook, id),
  check ((status = 'pending') = (due_at is not null)),
  check ((consent_url is null) = (consent_url_until is null))
);
create index delivery_due on delivery (webhook, due_at, number) where status = 'pending';
create index delivery_before_others on delivery (webhook, tenant, connection, number)
  where status = 'pending' and in_order and failures < 3;
create index delivery_by_number on delivery (webhook, number);
create index delivery_by_status on delivery (webhook, status, number);
create index delivery_by_age on delivery (created_at);
create index delivery_with_link on delivery (tenant) where consent_url is not null;
create index delivery_pending_of_tenant on delivery (tenant) where status = 'pending';
