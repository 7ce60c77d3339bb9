package io.lockgate.ownership;

import io.lockgate.testing.Database;
import io.lockgate.testing.Postgres;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The role guest, which may create in public, as everybody may on PostgreSQL 14; its traps note who fell into them. */
record Stranger(Database database) {

    static Stranger in(Database database) {
        database.execute(
                "grant create on schema public to guest",
                "create table sprung (role text)",
                "grant insert on sprung to public");
        Stranger stranger = new Stranger(database);
        stranger.execute("""
                create function spring() returns trigger language plpgsql as $$
                begin insert into public.sprung values (current_user); return new; end $$
                """, """
                create function spring(value text) returns text language plpgsql as $$
                begin insert into public.sprung values (current_user); return value; end $$
                """, "grant execute on all functions in schema public to public");
        return stranger;
    }

    void execute(String... statements) {
        JdbcClient jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.url(), Postgres.GUEST, Postgres.PASSWORD_OF_GUEST));
        for (String statement : statements) {
            jdbc.sql(statement).update();
        }
    }

    /** Puts a trigger on a table that fires for everything that can be done to it. */
    void trap(String table) {
        execute("create trigger trap before insert or update or delete on %s for each row execute function spring()"
                .formatted(table));
    }

    /** Roles that fell into traps, without the stranger itself. */
    List<String> sprung() {
        return database.query("select role from sprung where role <> 'guest'");
    }
}
