--liquibase formatted sql

--changeset ines.okafor:1.4-tenants
--comment: Shops that sell our catalog under their own name; each keeps its customers and orders in a schema of its own
create table tenants (
    schema_name text constraint tenants_pkey primary key,
    display_name text not null,
    created_at timestamptz not null default now(),
    constraint tenants_schema_name_check check (
        schema_name ~ '^[a-z][a-z0-9_]{0,62}$'
        and schema_name not in ('public', 'information_schema')
        and schema_name !~ '^pg_')
);
--rollback drop table tenants;
