-- Generations of the read models. Number 0 is in this schema, number n in the schema rm_<n>. The one
-- row in state CURRENT says which of them queries read.
create table generations (
  generation  integer primary key,
  state       text not null,
  started_at  timestamptz not null,
  switched_at timestamptz,
  error       text,
  per_second  integer not null,
  switch_mode text not null,
  protocol    integer
);

-- A number is never used again: nodes may not know yet that its generation is gone.
create sequence generation_numbers;

-- At most one is current, and at most one is on its way.
create unique index generations_current on generations ((true)) where state = 'CURRENT';
create unique index generations_on_the_way on generations ((true))
  where state in ('RUNNING', 'READY');

insert into generations (generation, state, started_at, per_second, switch_mode)
values (0, 'CURRENT', now(), 20000, 'MANUAL');

-- How far the shards of a generation are. Only the owner that was noted last changes a row.
create table generation_shards (
  generation         integer not null references generations on delete cascade,
  shard              integer not null,
  owner              uuid not null,
  state              text not null,
  events_end         bigint not null default 0,
  positions_end      bigint not null default 0,
  records_per_second bigint not null default 0,
  primary key (generation, shard)
) with (fillfactor = 70);
