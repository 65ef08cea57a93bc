-- Recurring work: when its next turn is, and which node is at it until when.
create table job (
  name text not null primary key,
  due bigint not null,
  holder text not null,
  until bigint not null,
  failures bigint not null,
  done_at bigint
);

-- Runs that failed, for whoever looks after the machine. No words of anyone's.
create table job_failure (
  id bigint not null primary key,
  job text not null,
  at bigint not null,
  attempt bigint not null,
  node text not null,
  error text not null
);
create index job_failure_at on job_failure (at);

-- Moves with each change of what all nodes hold in memory.
create table reference_version (
  one bigint not null primary key check (one = 1),
  n bigint not null
);
insert into reference_version (one, n) values (1, 0);
