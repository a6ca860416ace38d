-- Progress of consumers with a side effect per event. Truth of its own: a loss means sending again.

-- Of each shard: everything below next_offset is settled. Whoever takes the consumer over raises
-- epoch; a write by the former owner asks for its own epoch and changes nothing. Events below
-- replay_to have been sent before.
create table consumer_cursors (
  consumer    text collate "C" not null,
  shard       integer not null,
  next_offset bigint not null,
  replay_to   bigint not null default 0,
  epoch       bigint not null,
  primary key (consumer, shard)
) with (fillfactor = 70);

-- Shipments that are not current: the consumer passes over their events in the log, and reads them
-- from the history from next_version on.
create table consumer_lanes (
  consumer        text collate "C" not null,
  shipment_id     text collate "C" not null,
  shard           integer not null,
  next_version    integer not null,
  state           text not null,
  attempts        integer not null,
  first_failed_at timestamptz,
  last_attempt_at timestamptz,
  next_attempt_at timestamptz,
  error           text,
  http_status     integer,
  replay_to       integer not null default 0,
  primary key (consumer, shipment_id)
) with (fillfactor = 70);

-- applied_version: up to which version of the administration object its owner has acted on.
create table webhook_states (
  webhook_id      text collate "C" primary key,
  state           text not null,
  reason          text,
  state_since     timestamptz not null,
  last_success_at timestamptz,
  applied_version integer not null
) with (fillfactor = 70);

-- The log of attempts, kept for some days.
create table webhook_attempts (
  id              bigint generated always as identity primary key,
  webhook_id      text collate "C" not null,
  shipment_id     text collate "C" not null,
  event_id        text not null,
  type            text not null,
  attempt         integer not null,
  at              timestamptz not null,
  duration_ms     bigint not null,
  http_status     integer,
  error           text,
  next_attempt_at timestamptz,
  replay          boolean not null
);

create index webhook_attempts_newest on webhook_attempts (webhook_id, id desc);
create index webhook_attempts_by_time on webhook_attempts using brin (at);

-- Dead letters: the read model of the topic shipment-dead-letters. record_offsets has the places of
-- the letter's last records that count.
create table dead_letters (
  letter_id      text collate "C" primary key,
  letter_version integer not null,
  state          text not null,
  tenant         text collate "C" not null,
  source         text not null,
  consumer       text collate "C",
  code           text not null,
  shipment_id    text collate "C",
  version        integer,
  first_at       timestamptz not null,
  last_at        timestamptz not null,
  reason         text,
  shard          integer not null,
  record_offsets bigint[] not null,
  letter         bytea not null
);

create index dead_letters_newest on dead_letters (last_at desc, letter_id desc);
create index dead_letters_by_consumer on dead_letters (consumer, last_at desc, letter_id desc);

-- Up to where each partition of the topic is projected.
create table dead_letter_cursors (
  shard       integer primary key,
  next_offset bigint not null
);

-- Jobs that a caller has started, kept for 7 days. The node that runs one writes its row each second.
create table jobs (
  job_id     text collate "C" primary key,
  tenant     text collate "C" not null,
  caller     text not null,
  kind       text not null,
  state      text not null,
  matched    integer not null,
  done       integer not null default 0,
  refused    integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create unique index jobs_running on jobs (tenant) where state = 'RUNNING';
