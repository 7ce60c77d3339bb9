package io.lockgate.thirdparty;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** A kind of thing that a PostgreSQL database consists of, and the query that describes each of them. */
enum CatalogFacet {
    DATABASE_SETTING("""
            select setting
            from pg_db_role_setting cross join unnest(setconfig) setting
            where setdatabase = (select oid from pg_database where datname = current_database())
            order by 1
            """),
    EXTENSION("""
            select format('%s %s in %s', extname, extversion, extnamespace::regnamespace)
            from pg_extension
            order by 1
            """),
    SCHEMA("""
            select concat_ws(' ', nspname, 'owner', nspowner::regrole, 'grants ' || nspacl::text,
                             'comment ' || obj_description(oid, 'pg_namespace'))
            from user_schema
            order by 1
            """),
    DEFAULT_PRIVILEGE("""
            select concat_ws(' ', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl)
            from pg_default_acl
            order by 1
            """),
    RELATION("""
            select concat_ws(' ', oid::regclass, 'kind', relkind, relpersistence, 'owner', relowner::regrole,
                             'grants ' || relacl::text, 'options ' || reloptions::text, 'populated', relispopulated,
                             'identity', relreplident, 'security', relrowsecurity, relforcerowsecurity,
                             'partition ' || pg_get_partkeydef(oid), 'bound ' || pg_get_expr(relpartbound, oid),
                             'inherits ' || (select string_agg(inhparent::regclass::text, ', ' order by inhseqno)
                                             from pg_inherits where inhrelid = oid),
                             'comment ' || obj_description(oid, 'pg_class'))
            from user_relation
            where relkind not in ('i', 'I')
            order by 1
            """),
    COLUMN("""
            select concat_ws(' ', attrelid::regclass, lpad(attnum::text, 3), attname, format_type(atttypid, atttypmod),
                             'not null', attnotnull, 'default ' || pg_get_expr(adbin, adrelid),
                             'identity ' || nullif(attidentity, '')::text,
                             'generated ' || nullif(attgenerated, '')::text,
                             'collation ' || nullif(attcollation, 0)::regcollation,
                             'storage', attstorage, 'compression ' || nullif(attcompression, '')::text,
                             'statistics ' || attstattarget, 'grants ' || attacl::text,
                             'options ' || attoptions::text, 'comment ' || col_description(attrelid, attnum))
            from user_relation r
            join pg_attribute on attrelid = r.oid and attnum > 0 and not attisdropped
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where relkind not in ('i', 'I', 'S')
            order by 1
            """),
    CONSTRAINT("""
            select concat_ws(' ', coalesce(r.oid::regclass::text, contypid::regtype::text), conname,
                             pg_get_constraintdef(c.oid), 'validated', convalidated, 'deferrable', condeferrable,
                             condeferred, 'local', conislocal, connoinherit,
                             'comment ' || obj_description(c.oid, 'pg_constraint'))
            from pg_constraint c
            join user_schema s on s.oid = connamespace
            left join user_relation r on r.oid = conrelid
            where conrelid = 0 or r.oid is not null
            order by 1
            """),
    INDEX("""
            select concat_ws(' ', pg_get_indexdef(indexrelid), 'valid', indisvalid, 'ready', indisready,
                             'clustered', indisclustered, 'identity', indisreplident, 'primary', indisprimary,
                             'comment ' || obj_description(indexrelid, 'pg_class'))
            from pg_index
            join user_relation r on r.oid = indrelid
            order by 1
            """),
    VIEW("""
            select oid::regclass || ' ' || pg_get_viewdef(oid)
            from user_relation
            where relkind in ('v', 'm')
            order by 1
            """),
    SEQUENCE("""
            select concat_ws(' ', seqrelid::regclass, seqtypid::regtype, 'start', seqstart, 'increment', seqincrement,
                             'min', seqmin, 'max', seqmax, 'cache', seqcache, 'cycle', seqcycle,
                             'last value ' || pg_sequence_last_value(seqrelid),
                             'owned by ' || (select refobjid::regclass || ' column ' || refobjsubid from pg_depend
                                             where classid = 'pg_class'::regclass and objid = seqrelid
                                               and refobjsubid > 0 and deptype in ('a', 'i')))
            from pg_sequence
            join user_relation r on r.oid = seqrelid
            order by 1
            """),
    FUNCTION("""
            select concat_ws(' ', p.oid::regprocedure, case prokind when 'a' then 'aggregate'
                                                                    else pg_get_functiondef(p.oid) end,
                             'owner', proowner::regrole, 'grants ' || proacl::text,
                             'comment ' || obj_description(p.oid, 'pg_proc'))
            from pg_proc p
            join user_schema s on s.oid = pronamespace
            where proname not like 'lockgate\\_%'
            order by 1
            """),
    TRIGGER("""
            select concat_ws(' ', pg_get_triggerdef(t.oid), 'enabled', tgenabled,
                             'comment ' || obj_description(t.oid, 'pg_trigger'))
            from pg_trigger t
            join user_relation r on r.oid = tgrelid
            where not tgisinternal
            order by 1
            """),
    RULE("""
            select concat_ws(' ', pg_get_ruledef(w.oid), 'enabled', ev_enabled)
            from pg_rewrite w
            join user_relation r on r.oid = ev_class
            where rulename <> '_RETURN'
            order by 1
            """),
    POLICY("""
            select concat_ws(' ', polrelid::regclass, polname, polcmd, 'permissive', polpermissive,
                             'roles', polroles::regrole[], 'using ' || pg_get_expr(polqual, polrelid),
                             'check ' || pg_get_expr(polwithcheck, polrelid))
            from pg_policy
            join user_relation r on r.oid = polrelid
            order by 1
            """),
    STATISTICS("""
            select pg_get_statisticsobjdef(x.oid)
            from pg_statistic_ext x
            join user_relation r on r.oid = stxrelid
            order by 1
            """),
    TYPE("""
            select concat_ws(' ', t.oid::regtype, 'kind', typtype, 'owner', typowner::regrole,
                             'grants ' || typacl::text,
                             'labels ' || (select string_agg(enumlabel, ', ' order by enumsortorder)
                                           from pg_enum where enumtypid = t.oid),
                             'base ' || nullif(format_type(typbasetype, typtypmod), '-'), 'not null', typnotnull,
                             'default ' || typdefault,
                             'range of ' || (select rngsubtype::regtype from pg_range where rngtypid = t.oid),
                             'comment ' || obj_description(t.oid, 'pg_type'))
            from pg_type t
            join user_schema s on s.oid = typnamespace
            where typtype in ('e', 'd', 'r', 'm') or typtype = 'b' and typelem = 0
            order by 1
            """);

    /**
     * The user's schemas and relations: not PostgreSQL's own, Liquibase's lock table or Lockgate's tables. Of one schema, where
     * the setting {@code snapshot.schema} names one.
     */
    static final String USER_RELATIONS = """
            with user_schema as (
                select * from pg_namespace where nspname <> 'information_schema' and nspname not like 'pg\\_%'
                   and nspname = coalesce(nullif(current_setting('snapshot.schema', true), ''), nspname)
            ), user_relation as (
                select pg_class.* from pg_class join user_schema s on s.oid = relnamespace
                where relname not like '%databasechangeloglock%' and relname not like 'lockgate\\_%'
            )
            """;

    private final String query;

    CatalogFacet(String query) {
        this.query = query;
    }

    List<String> facts(Connection connection) throws SQLException {
        return new Query(USER_RELATIONS + query).run(connection);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
