-- What others call a shipment: its container, its documents, its booking.
create table identifiers (
  shipment_id text collate "C" not null,
  scheme      text collate "C" not null,
  value       text collate "C" not null,
  tenant      text collate "C" not null,
  version     integer not null,
  primary key (shipment_id, scheme, value)
);

create index identifiers_by_value on identifiers (tenant, scheme, value, shipment_id);

insert into identifiers (shipment_id, scheme, value, tenant, version)
select s.shipment_id, n.scheme, n.value, s.tenant, s.version
from (select *, convert_from(state, 'UTF8')::jsonb as json from shipments) s
cross join lateral (
  select 'container', s.json->'cargo'->>'containerNumber'
  union select 'reference', s.json->>'reference'
  union select 'document', r->>'reference'
    from jsonb_path_query(s.json, '$.slices.documentation.documents[*].revisions[*]') as r
  union select 'document', d->'issued'->>'reference'
    from jsonb_path_query(s.json, '$.slices.documentation.documents[*]') as d
) as n (scheme, value)
where n.value is not null
on conflict do nothing;

-- Requests with documents of foreign formats, kept for 30 days.
create table captures (
  capture_id  text collate "C" primary key,
  tenant      text collate "C" not null,
  caller      text collate "C" not null,
  role        text not null,
  carriers    text[] not null,
  device_id   text,
  format      text not null,
  received_at timestamptz not null,
  finished_at timestamptz not null,
  outcome     text not null,
  body        bytea not null,
  answer      bytea not null
);

create index captures_by_age on captures (received_at);
create index captures_by_caller on captures (caller, format, finished_at desc);

-- Which content a record had when it was seen first: another one is a correction.
create table foreign_records (
  caller   text collate "C" not null,
  format   text collate "C" not null,
  identity text collate "C" not null,
  content  text collate "C" not null,
  seen_at  timestamptz not null,
  primary key (caller, format, identity)
);

create index foreign_records_by_age on foreign_records (seen_at);
