package io.lockgate.thirdparty;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database of its own on the shared server. */
record TestDatabase(DriverManagerDataSource dataSource) {

    static TestDatabase create(EmbeddedPostgres postgres, String name) {
        var database = name.toLowerCase(Locale.ROOT);
        JdbcClient.create(postgres.getPostgresDatabase())
                .sql("create database " + database)
                .update();
        return new TestDatabase(new DriverManagerDataSource(postgres.getJdbcUrl("postgres", database)));
    }

    CatalogSnapshot snapshot() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            return CatalogSnapshot.of(connection);
        }
    }

    void execute(String sql) {
        JdbcClient.create(dataSource).sql(sql).update();
    }

    boolean hasTablesOfLockgate() {
        return JdbcClient.create(dataSource)
                .sql("select exists (select from pg_class where relname like 'lockgate\\_%')")
                .query(Boolean.class)
                .single();
    }
}
