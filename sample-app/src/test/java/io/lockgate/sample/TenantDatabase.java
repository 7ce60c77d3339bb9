package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with a schema per tenant, all of them empty at first, and a pool of connections that are open. */
final class TenantDatabase implements AutoCloseable {

    /** How many relations are locked by one statement. */
    private static final int CHUNK = 500;

    private static final int POOL = 6;

    private static final String BY_LIQUIBASE = "by_liquibase";

    private final DatabaseServer server;

    private final String name;

    private final HikariDataSource pool;

    private final List<String> schemas;

    private TenantDatabase(DatabaseServer server, String name, int tenants) {
        this.server = server;
        this.name = name;
        server.jdbc("postgres").sql("create database " + name).update();
        this.pool = new HikariDataSource();
        pool.setJdbcUrl(server.url(name));
        pool.setUsername(LocalPostgres.USERNAME);
        pool.setPassword(LocalPostgres.PASSWORD);
        pool.setMaximumPoolSize(POOL);
        this.schemas = IntStream.rangeClosed(1, tenants)
                .mapToObj("tenant_%05d"::formatted)
                .toList();
        schemas.forEach(schema -> jdbc().sql("create schema " + schema).update());
        jdbc().sql("create table tenants (name text primary key)").update();
        jdbc().sql("insert into tenants select unnest(?)")
                .param(schemas.toArray(String[]::new))
                .update();
    }

    static TenantDatabase create(DatabaseServer server, String name, int tenants) {
        return new TenantDatabase(server, name, tenants);
    }

    String url() {
        return server.url(name);
    }

    HikariDataSource pool() {
        return pool;
    }

    List<String> schemas() {
        return schemas;
    }

    private JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    /** Leaves nothing to do to the server that was caused by what came before. */
    void settle() {
        jdbc().sql("vacuum analyze").update();
        jdbc().sql("checkpoint").update();
    }

    /** Fails unless some tenants have executed that many changesets each. */
    void verify(List<String> tenants, int changeSets) {
        for (int from = 0; from < tenants.size(); from += CHUNK) {
            String counts = tenants.subList(from, Math.min(from + CHUNK, tenants.size())).stream()
                    .map("select count(*) as executed from %s.databasechangelog"::formatted)
                    .collect(Collectors.joining(" union all "));
            int others = jdbc().sql(
                            "select count(*) from (%s) counts where executed <> %d".formatted(counts, changeSets))
                    .query(Integer.class)
                    .single();
            if (others > 0) {
                throw new AssertionError("%d tenants have not executed %d changesets".formatted(others, changeSets));
            }
        }
    }

    /** Fails unless some tenants have what Liquibase makes of an empty schema, and a history that says the same. */
    void verifyLikeLiquibase(List<String> tenants, String changelog) throws LiquibaseException {
        jdbc().sql("create schema " + BY_LIQUIBASE).update();
        SpringLiquibase liquibase = new SpringLiquibase();
        liquibase.setDataSource(pool);
        liquibase.setResourceLoader(new DefaultResourceLoader());
        liquibase.setChangeLog("classpath:" + changelog);
        liquibase.setDefaultSchema(BY_LIQUIBASE);
        liquibase.setAnalyticsEnabled(false);
        liquibase.afterPropertiesSet();
        SchemaSnapshot expected = SchemaSnapshot.of(jdbc(), BY_LIQUIBASE).withoutLiquibasesLock();
        for (String tenant : tenants) {
            assertThat(SchemaSnapshot.of(jdbc(), tenant).withoutLiquibasesLock().lines())
                    .as(tenant)
                    .isEqualTo(expected.lines());
        }
    }

    /** Fails if who has migrated has left a lock or a session behind. */
    void verifyNothingIsLeft() {
        String sessions = "select count(*) from pg_stat_activity where application_name like 'lockgate:%'";
        String locks = """
                select count(*) from pg_locks
                 where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
                """;
        // a server takes a moment to end a session
        await().untilAsserted(() -> assertThat(List.of(sessions, locks))
                .allSatisfy(
                        left -> assertThat(jdbc().sql(left).query(Integer.class).single())
                                .as(left)
                                .isZero()));
    }

    @Override
    public void close() {
        pool.close();
        server.jdbc("postgres").sql("drop database " + name).update();
    }
}
