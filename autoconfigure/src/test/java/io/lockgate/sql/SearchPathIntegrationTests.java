package io.lockgate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.sql.LoggingServer.Fired;
import io.lockgate.testing.TestService;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody may create objects on the search path of the one who migrates, and sets a trap for everything that is named in any
 * statement that was ever sent: none of ours goes into one.
 */
@Tag("liquibase")
class SearchPathIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(SearchPathIntegrationTests.class);

    private static final List<String> SCHEMAS =
            Stream.concat(Stream.of("public"), Life.SCHEMAS.stream()).toList();

    /** They name nothing that could be meant otherwise. */
    private static final Set<String> UTILITY = Set.of(
            "begin",
            "commit",
            "rollback",
            "set",
            "show",
            "discard",
            "drop",
            "create schema",
            "create index",
            "create unique");

    private static final Map<Major, LoggingServer> SERVERS = new EnumMap<>(Major.class);

    /** All that was sent while there were no traps. */
    private static List<String> statements = List.of();

    /** A semicolon that is in no literal. */
    private static final Pattern BETWEEN_STATEMENTS = Pattern.compile(";(?=(?:[^']*+'[^']*+')*+[^']*+$)");

    @RegisterExtension
    private final TestService service = new TestService();

    /** The oldest and the newest that we support. */
    enum Major {
        POSTGRES_14,
        POSTGRES_18;

        private LoggingServer start() {
            try {
                return this == POSTGRES_14 ? LoggingServer.oldest() : LoggingServer.newest();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterAll
    static void stopServers() throws IOException {
        for (LoggingServer server : SERVERS.values()) {
            server.close();
        }
        SERVERS.clear();
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatStockLiquibaseSendsGoesIntoATrap(Major major) throws SQLException {
        var server = lived(major);

        var withStock = fired(server, "stock");
        log.info("measured: goes into a trap with stock Liquibase on {}: {}", major, withStock);
        assertThat(withStock).isNotEmpty();
        assertThat(fired(server, "trapped")).isSubsetOf(withStock);
    }

    @ParameterizedTest
    @EnumSource
    void noneOfOurStatementsDependsOnTheSearchPath(Major major) throws SQLException {
        var server = lived(major);
        var meanings = new Meanings(server.url("trapped"));
        var stock = pieces(server.statements("stock")).keySet();
        var ours = pieces(server.statements("trapped"));
        ours.keySet().removeAll(stock);

        Map<String, List<String>> traps = new TreeMap<>();
        for (String statement : ours.values()) {
            traps.put(statement, meanings.trapsIn(statement));
        }
        traps.values().removeIf(List::isEmpty);

        assertThat(ours).hasSizeGreaterThan(30);
        assertThat(traps).isEmpty();
        assertThat(meanings.trapsIn("select count(*)::text from pg_locks where pid = 1 and mode in ('a', 'b')"))
                .hasSizeGreaterThan(4);
    }

    /** A server where all was lived: freely, to know what to set traps for, and then among traps, ours and without us. */
    private LoggingServer lived(Major major) throws SQLException {
        var server = SERVERS.get(major);
        if (server == null) {
            server = major.start();
            SERVERS.put(major, server);
            if (statements.isEmpty()) {
                new Life(service, server, "free").withLockgate();
                statements = server.statements("free");
            }
            var trapped = new Life(service, server, "trapped");
            int traps = Traps.set(server.jdbc("trapped"), SCHEMAS, statements);
            assertThat(traps).isGreaterThan(1_000);
            trapped.withLockgate();
            var stock = new Life(service, server, "stock");
            Traps.set(server.jdbc("stock"), SCHEMAS, statements);
            stock.withoutLockgate();
        }
        return server;
    }

    private static Set<Fired> fired(LoggingServer server, String database) {
        return server.fired(database).stream()
                .map(fired -> new Fired(fired.trap(), Words.normalised(fired.statement())))
                .collect(Collectors.toSet());
    }

    /** Each statement of some scripts, by what it is without its values. */
    private static Map<String, String> pieces(Collection<String> scripts) {
        Map<String, String> pieces = new LinkedHashMap<>();
        scripts.stream()
                .flatMap(script -> Stream.of(BETWEEN_STATEMENTS.split(script)))
                .map(String::strip)
                .filter(piece -> !piece.isEmpty()
                        && UTILITY.stream()
                                .noneMatch(word -> Words.normalised(piece).startsWith(word)))
                .forEach(piece -> pieces.putIfAbsent(Words.normalised(piece), piece));
        return pieces;
    }
}
