package io.lockgate.check;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.database.Cancellation;
import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks all checks, as often as the settings say, until each is up. */
public final class SchemaChecks {

    private final CheckSettings settings;

    private final Supplier<List<SchemaCheck>> own;

    private SchemaChecks(CheckSettings settings, Supplier<List<SchemaCheck>> own) {
        this.settings = settings;
        this.own = own;
    }

    /**
     * The checks of an application.
     *
     * @param own what the application has asked for; called only when the checks are due
     */
    public static SchemaChecks of(CheckSettings settings, Supplier<List<SchemaCheck>> own) {
        return new SchemaChecks(settings, own);
    }

    /**
     * The checks of our own on what was migrated.
     *
     * @param executed what the history must hold
     * @param invalidBefore the indexes that were invalid before; null if nothing was changed
     */
    public List<DueCheck> ofTarget(
            MigrationConnection connection,
            ChangelogTarget target,
            Collection<ChangeSetId> executed,
            @Nullable Set<String> invalidBefore) {
        List<DueCheck> due = new ArrayList<>();
        due.add(new DueCheck(new NothingPendingCheck(target, executed), connection));
        if (invalidBefore != null && target.postgres()) {
            due.add(new DueCheck(new InvalidIndexCheck(invalidBefore), connection));
        }
        return due;
    }

    /** The checks on what the application needs: its connection, and what it has asked for. */
    public List<DueCheck> ofApplication(MigrationConnection connection) {
        List<SchemaCheck> checks = new ArrayList<>();
        checks.add(new ConnectionCheck());
        checks.addAll(own.get());
        return checks.stream().map(check -> new DueCheck(check, connection)).toList();
    }

    /** The indexes that are invalid now, to be compared with those after the run. */
    public Set<String> invalidIndexes(MigrationConnection connection) {
        return connection.isPostgres() ? new HashSet<>(InvalidIndexCheck.invalidIndexes(connection.jdbc())) : Set.of();
    }

    /**
     * Asks the checks until all are up.
     *
     * @param reports is told the results of every attempt
     * @throws CheckFailedException if one is not up in the last attempt either
     */
    public void run(List<DueCheck> checks, Cancellation cancellation, Consumer<List<CheckReport>> reports) {
        for (int attempt = 1; ; attempt++) {
            cancellation.check();
            List<DueCheck.Answer> answers =
                    checks.stream().map(check -> check.ask(settings.timeout())).toList();
            List<CheckReport> results =
                    answers.stream().map(DueCheck.Answer::report).toList();
            reports.accept(results);
            if (results.stream().allMatch(CheckReport::passed)) {
                return;
            }
            // on a connection that is lost no check can ever be up
            boolean lost = checks.stream().map(DueCheck::connection).anyMatch(MigrationConnection::isSevered);
            if (lost || attempt >= settings.attempts()) {
                boolean isTransient =
                        answers.stream().allMatch(answer -> answer.report().passed() || answer.isTransient());
                throw new CheckFailedException(results, attempt, isTransient);
            }
            cancellation.sleep(settings.delay());
        }
    }
}
