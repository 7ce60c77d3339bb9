package io.lockgate.takeover;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database of its own; closing it drops it. */
record Database(Postgres server, String name) implements AutoCloseable {

    static final String USER = "postgres";

    static Database create() {
        return Postgres.NEWEST.createDatabase();
    }

    String url() {
        return server.url(name);
    }

    DataSource dataSource() {
        return new DriverManagerDataSource(url(), USER, "");
    }

    JdbcClient jdbc() {
        return JdbcClient.create(dataSource());
    }

    void execute(String sql) {
        jdbc().sql(sql).update();
    }

    boolean hasTable(String table) {
        return jdbc().sql("select to_regclass(?) is not null")
                .param(table)
                .query(Boolean.class)
                .single();
    }

    /** The ids of the changesets in the history, in the order of their execution. */
    List<String> executed() {
        return executed("databasechangelog");
    }

    List<String> executed(String historyTable) {
        return texts("select id from " + historyTable + " order by orderexecuted, dateexecuted");
    }

    /** How the runs of Lockgate ended that had something to change. */
    List<String> runs() {
        return texts("select outcome from lockgate_run order by started_at");
    }

    List<String> texts(String query) {
        return jdbc().sql(query).query(String.class).list();
    }

    @Override
    public void close() {
        server.execute("drop database %s with (force)".formatted(name));
    }
}
