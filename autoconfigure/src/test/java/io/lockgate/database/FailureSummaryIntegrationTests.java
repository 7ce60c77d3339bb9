package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockgate.testing.Database;
import io.lockgate.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Summaries hold of the server's messages only the part that anybody may read. */
class FailureSummaryIntegrationTests {

    private static final String SECRET = "s3cretword";

    private static Database database;

    @BeforeAll
    static void createObjects() {
        database = Postgres.freshDatabase();
        database.execute(
                "create table users (id int primary key, email text constraint users_email_key unique, age int not null,"
                        + " pin int constraint pin_is_short check (pin < 10000))",
                "insert into users values (1, 'ann@s3cretword.org', 7, 1)",
                "create function refuse(word text) returns void language plpgsql as"
                        + " $$ begin raise exception 'password is %', word; end $$",
                "create function mimic(word text) returns void language plpgsql as"
                        + " $$ begin raise unique_violation using message = 'taken: ' || word; end $$",
                "create function insist(word text) returns void language plpgsql as"
                        + " $$ begin assert false, word; end $$");
    }

    @AfterAll
    static void drop() {
        database.drop();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            insert into users values (2, 'ann@s3cretword.org', 7, 1) | ERROR: duplicate key value violates unique constraint "users_email_key" (SQLState 23505)
            insert into users values (2, 's3cretword', null, 1) | ERROR: null value in column "age" of relation "users" violates not-null constraint (SQLState 23502)
            insert into users values (2, 's3cretword', 7, 12345) | ERROR: new row for relation "users" violates check constraint "pin_is_short" (SQLState 23514)
            insert into nowhere values ('s3cretword') | ERROR: relation "nowhere" does not exist (SQLState 42P01)
            create table users (password text default 's3cretword') | ERROR: relation "users" already exists (SQLState 42P07)
            select 1/0, 's3cretword' | ERROR: division by zero (SQLState 22012)
            insert into users (id, age, email) values (2, 7, 's3cretword'::varchar(200)), (2, 7, 'x') | ERROR: duplicate key value violates unique constraint "users_pkey" (SQLState 23505)
            """)
    void tellsThePrimaryMessageThatHoldsNoPartOfTheStatement(String statement, String summary) throws SQLException {
        assertThat(summary(statement)).isEqualTo(summary);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // quoted by syntax errors
                "create role app password s3cretword",
                "create role app password 's3cretword",
                "create role app login 's3cretword'",
                "create role app password \"s3cretword\"",
                "do $$ begin execute 'create role app password s3cretword'; end $$",
                // values that the server could not read
                "insert into users values (3, 'x', 's3cretword', 1)",
                "insert into users values (3, 'x', E's3cret\\x77ord', 1)",
                "select 's3cretword'::date, '{s3cretword'::text[], 's3cretword'::json",
                "set client_encoding = 's3cretword'",
                "set lock_timeout = s3cretword",
                "select to_date('s3cretword', 'YYYY')",
                "select regexp_match('a', '(s3cretword')",
                // values that are taken for names
                "update users set email = s3cretword",
                "update users set email = \"s3cretword\"",
                "update users set email = s3cretword.x",
                "update users set email = s3cretword(1)",
                "insert into users values (3, 'x', 7, users.s3cretword)",
                // what functions say
                "select refuse('s3cretword')",
                "select mimic('s3cretword')",
                "select insist('s3cretword')",
                "do $x$ begin raise exception using errcode = '42501', message = 's3cretword'; end $x$",
                "do $x$ begin raise exception using errcode = 'AB123', message = 's3cretword'; end $x$",
                "select email::int from users",
                // a literal that is the name of an object as well
                "do $$ begin execute 'create table ' || quote_ident('s3cretword') || ' (id int); select 1 from x.y'; end $$",
                "select 's3cretword'::regclass",
                "select nextval('s3cretword')"
            })
    void tellsNoValue(String statement) throws SQLException {
        var failure = failure(statement);

        assertThat(FailureSummary.of(failure, statement))
                .doesNotContainIgnoringCase(SECRET)
                .contains("(SQLState " + failure.getSQLState() + ")");
        assertThat(FailureSummary.of(new IllegalStateException(failure), statement))
                .doesNotContainIgnoringCase(SECRET);
    }

    @Test
    void tellsNoValueInAnyLanguageOfTheServer() throws SQLException {
        assertThat(summary("set lc_messages = 'de_DE.UTF-8'; select 's3cretword'::int"))
                .doesNotContain(SECRET);
    }

    @Test
    void namesTheConditionWhereTheMessageIsNotTold() throws SQLException {
        assertThat(summary("create role app password s3cretword"))
                .isEqualTo("syntax error (SQLState 42601), whose message the log has");
        assertThat(summary("select refuse('x')"))
                .isEqualTo("raise exception (SQLState P0001), whose message the log has");
        assertThat(summary("select 'x'::date"))
                .isEqualTo("invalid datetime format (SQLState 22007), whose message the log has");
    }

    @Test
    void namesTheTypeOfWhatIsNoErrorOfADatabase() {
        assertThat(FailureSummary.of(new IllegalStateException("outer", new UnsupportedOperationException(SECRET))))
                .isEqualTo("UnsupportedOperationException, whose message the log has");
    }

    @Test
    void tellsThatAServerIsNotReachedButNotByWhichUrl() {
        assertThat(FailureSummary.of(new SQLException("Connection to localhost:1 refused.", "08001")))
                .isEqualTo("Connection to localhost:1 refused. (SQLState 08001)");
        assertThat(FailureSummary.of(new SQLException(
                        "No suitable driver found for jdbc:postgres://localhost/x?password=s3cretword", "08001")))
                .isEqualTo("connection exception (SQLState 08001), whose message the log has");
    }

    @Test
    void tellsNothingOfTheMessagesOfOtherDrivers() {
        assertThat(FailureSummary.of(new SQLException("Table not found; SQL statement: " + SECRET, "42S02")))
                .isEqualTo("syntax error or access rule violation (SQLState 42S02), whose message the log has");
    }

    private static String summary(String statement) throws SQLException {
        return FailureSummary.of(failure(statement), statement);
    }

    private static SQLException failure(String statement) throws SQLException {
        try (Connection connection = database.connect();
                var plain = connection.createStatement()) {
            return catchThrowableOfType(SQLException.class, () -> plain.execute(statement));
        }
    }
}
