package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.Changelog;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.check.DueCheck;
import io.lockgate.check.SchemaChecks;
import io.lockgate.database.MigrationConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The databases of a run, each by one connection, and the targets that were recognised in them. */
final class Databases implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Databases.class);

    private final Run run;

    private final Map<DataSource, List<Changelog>> changelogs = new LinkedHashMap<>();

    private final Map<DataSource, MigrationConnection> connections = new LinkedHashMap<>();

    private final List<Target> targets = new ArrayList<>();

    private boolean concluded;

    private Databases(Run run, List<Changelog> all) {
        this.run = run;
        all.forEach(changelog -> changelogs
                .computeIfAbsent(changelog.dataSource(), dataSource -> new ArrayList<>())
                .add(changelog));
    }

    /** Waits until all databases answer. */
    static Databases open(Run run, List<Changelog> changelogs, RunSettings settings) {
        return open(new Databases(run, changelogs), settings);
    }

    /** The same for the one where tenants live. */
    static Databases open(Run run, DataSource dataSource, RunSettings settings) {
        Databases databases = new Databases(run, List.of());
        databases.changelogs.put(dataSource, new ArrayList<>());
        return open(databases, settings);
    }

    private static Databases open(Databases databases, RunSettings settings) {
        try {
            databases.changelogs.keySet().forEach(dataSource -> databases.open(dataSource, settings));
        } catch (RuntimeException | Error e) {
            databases.close();
            throw e;
        }
        return databases;
    }

    private void open(DataSource dataSource, RunSettings settings) {
        MigrationConnection connection = settings.databaseWait()
                .open(
                        dataSource,
                        settings.session(),
                        run.cancellation(),
                        (attempt, maxAttempts, reason) ->
                                run.listener().databaseDidNotAnswer(run, attempt, maxAttempts, reason));
        connections.put(dataSource, connection);
        run.opened(connection);
        if (!connection.isPostgres()) {
            log.warn(
                    "The database of {} is not a PostgreSQL: its changelogs run without a lock, as Liquibase would run them",
                    changelogs.getOrDefault(dataSource, List.of()).stream()
                            .map(Changelog::name)
                            .toList());
        }
    }

    /** Compares all changelogs with their databases, and groups them by what they migrate. */
    List<Target> recognise() {
        connections.forEach((dataSource, connection) -> {
            Map<ChangelogTarget, Target> inThisDatabase = new LinkedHashMap<>();
            for (Changelog changelog : changelogs.getOrDefault(dataSource, List.of())) {
                changelog
                        .recognise(connection)
                        .or(() -> changelog.plan(connection))
                        .ifPresent(plan -> inThisDatabase
                                .computeIfAbsent(plan.target(), id -> new Target(run, id, connection, dataSource))
                                .add(changelog, plan));
            }
            targets.addAll(inThisDatabase.values());
        });
        return targets;
    }

    /** What was recognised in a database, and lies beside the schemas of tenants. */
    SharedSchema shared(DataSource dataSource) {
        List<ChangelogTarget> here = targets.stream()
                .filter(target -> target.connection() == connections.get(dataSource))
                .map(Target::id)
                .toList();
        Set<String> schemas = here.stream().map(ChangelogTarget::schema).collect(Collectors.toSet());
        changelogs
                .getOrDefault(dataSource, List.of())
                .forEach(changelog -> changelog.defaultSchema().ifPresent(schemas::add));
        return new SharedSchema(here, schemas);
    }

    MigrationConnection connection(DataSource dataSource) {
        return Objects.requireNonNull(connections.get(dataSource), "The tenants live where the shared schema does");
    }

    /** Our own checks on what was migrated. */
    List<DueCheck> checks(SchemaChecks checks) {
        return targets.stream()
                .flatMap(target -> checks
                        .ofTarget(
                                target.connection(),
                                target.id(),
                                target.expected(),
                                target.progress().invalidBefore())
                        .stream())
                .toList();
    }

    /** The connection of the first changelog, to the database that the application works on. */
    Optional<MigrationConnection> main() {
        return connections.values().stream().findFirst();
    }

    /** Whether all of it can be gone through again: not where a half of a changeset may be there, as other databases leave it. */
    boolean isRepeatable() {
        return connections.values().stream().allMatch(MigrationConnection::isPostgres)
                && changelogs.values().stream().flatMap(List::stream).allMatch(Changelog::isRepeatable);
    }

    /**
     * Concludes what was done, before the connections are gone; a failure that no target is to blame for is that of all. What was
     * concluded before stays so.
     */
    void conclude(Optional<LockgateException> failure) {
        if (concluded) {
            return;
        }
        concluded = true;
        if (targets.stream().noneMatch(Target::isFailed)) {
            failure.ifPresent(why -> targets.forEach(target -> target.fail(why)));
        }
        targets.stream()
                .filter(Target::wasReached)
                .forEach(target ->
                        target.jdbc().ifPresent(jdbc -> run.listener().targetFinished(run, target.result(), jdbc)));
    }

    /** Remembers for the next start that nothing is pending. */
    void remember() {
        targets.forEach(Target::remember);
    }

    List<TargetResult> results() {
        return targets.stream().map(Target::result).toList();
    }

    @Override
    public void close() {
        connections.values().forEach(connection -> {
            connection.close();
            run.closed(connection);
        });
    }
}
