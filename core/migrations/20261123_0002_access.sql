-- A code of the second factor counts once; a password someone else chose must be changed first.
alter table account add column totp_step bigint;
alter table account add column password_temporary bigint not null default 0 check (password_temporary in (0, 1));

-- Until when whoever signed in on the device in full may come back by name and PIN, and how often they erred.
alter table trusted_device add column quick_until bigint not null default 0;
alter table trusted_device add column wrong_pins bigint not null default 0;
