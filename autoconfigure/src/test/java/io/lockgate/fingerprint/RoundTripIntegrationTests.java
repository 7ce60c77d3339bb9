package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.Interceptor;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A start that is recognised asks little and writes nothing: every pod does it, in every autoscaling event. */
@Tag("liquibase")
class RoundTripIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(RoundTripIntegrationTests.class);

    private static final Pattern WRITES = Pattern.compile(
            "^\\s*(insert|update|delete|create|alter|drop|lock|truncate|begin)\\b|pg_(try_)?advisory|nextval",
            Pattern.CASE_INSENSITIVE);

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aRecognisedStartReadsAFewRowsAndTakesNoLock() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        String noHistory = "lockgate.history.enabled=false";
        service.startUntilRecognised(noHistory);
        List<String> before = service.database().contents();
        List<String> statements = new CopyOnWriteArrayList<>();
        Interceptor noting = (sql, connection, statement) -> {
            statements.add(sql.replaceAll("\\s+", " ").strip());
            return statement.call();
        };

        assertThat(service.intercept(noting).startIsRecognised(noHistory)).isTrue();

        log.info("measured: a recognised start executes {} statements", statements.size());
        statements.forEach(statement -> log.info("  {}", statement));
        assertThat(statements).noneMatch(statement -> WRITES.matcher(statement).find());
        assertThat(statements)
                .filteredOn(statement -> statement.contains("databasechangelog"))
                .hasSize(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
