package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each changeset costs what Liquibase sends for it, and four statements of our own. */
@Tag("liquibase")
class RoundTripsOfAChangesetIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private final List<String> statements = new CopyOnWriteArrayList<>();

    @Test
    void theProofsRideOnStatementsThatAreSentAnyway() {
        service.intercept((sql, connection, statement) -> {
            statements.add(sql.strip());
            return statement.call();
        });
        service.changelog(changeSets(1, 5));
        service.startAndStop();
        statements.clear();
        service.changelog(changeSets(1, 6));
        service.startAndStop();
        List<String> one = List.copyOf(statements);
        statements.clear();
        service.changelog(changeSets(1, 16));
        service.startAndStop();

        assertThat(ours(statements) - ours(one)).isEqualTo(9 * 4);
    }

    private static String changeSets(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj("--changeset ana:%1$d\ncreate table t%1$d (id int);\n"::formatted)
                .collect(Collectors.joining());
    }

    private static long ours(List<String> statements) {
        return statements.stream()
                .filter(sql -> sql.contains("as session_user_name")
                        || sql.startsWith("set lockgate.changeset")
                        || sql.startsWith("set lock_timeout")
                        || sql.startsWith("set constraints")
                        || sql.contains("pg_current_xact_id")
                        || sql.contains("pg_xact_status"))
                .count();
    }
}
