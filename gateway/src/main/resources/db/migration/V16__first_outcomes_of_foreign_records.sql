-- What a record of a foreign document did to a shipment when it came first: sent again, it is
-- answered so whatever the sender may read by then. No event: it said nothing for the shipment.
create table foreign_outcomes (
  caller      text collate "C" not null,
  format      text collate "C" not null,
  identity    text collate "C" not null,
  shipment_id text collate "C" not null,
  event_ids   text[] not null,
  refused     boolean not null,
  seen_at     timestamptz not null,
  primary key (caller, format, identity, shipment_id)
);

create index foreign_outcomes_by_age on foreign_outcomes (seen_at);

-- A request that comes again is kept for 30 days from then on.
drop index captures_by_age;
create index captures_by_age on captures (finished_at);
