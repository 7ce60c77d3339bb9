package io.lockgate.sample;

import java.util.List;
import java.util.stream.Collectors;

/** What the tenants of a deployment have in their histories, all of them together. */
record TenantHistories(Deployment deployment) {

    /** Adds tenants to the table, and no schemas. */
    void name(int tenants) {
        deployment.jdbc().sql("""
                        insert into tenants (schema_name, display_name)
                        select 'shop_' || lpad(n::text, 3, '0'), 'Shop ' || n from generate_series(1, ?) as shop (n)
                        """).param(tenants).update();
    }

    /** How many tenants have a history. */
    int begun() {
        return deployment.jdbc().sql("""
                        select count(*) from pg_tables
                         where tablename = 'databasechangelog' and schemaname in (select schema_name from tenants)
                        """).query(Integer.class).single();
    }

    /** How many tenants have executed a changeset. */
    int executed(String changeSet) {
        return count("count(distinct tenant) filter (where id = '%s')".formatted(changeSet));
    }

    /** How many rows there are. */
    int rows() {
        return count("count(*)");
    }

    /** How many there would be if no changeset stood in a history twice. */
    int distinctRows() {
        return count("count(distinct (tenant, id, author, filename))");
    }

    /** The schemas that have a history, but the shared one. */
    List<String> schemas() {
        return deployment.jdbc().sql("""
                        select schemaname from pg_tables
                         where tablename = 'databasechangelog' and schemaname <> 'public' order by 1
                        """).query(String.class).list();
    }

    /** Number of rows so far, those of the shared schema included. */
    int recorded() {
        return deployment.recorded()
                + schemas().stream()
                        .mapToInt(schema -> deployment.rows(schema + ".databasechangelog"))
                        .sum();
    }

    private int count(String what) {
        String histories = deployment.jdbc().sql("select schema_name from tenants").query(String.class).list().stream()
                .map("select '%1$s' as tenant, id, author, filename from %1$s.databasechangelog"::formatted)
                .collect(Collectors.joining(" union all "));
        return deployment
                .jdbc()
                .sql("select %s from (%s) histories".formatted(what, histories))
                .query(Integer.class)
                .single();
    }
}
