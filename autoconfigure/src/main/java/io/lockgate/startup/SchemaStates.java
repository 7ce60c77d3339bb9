package io.lockgate.startup;

import io.lockgate.changelog.Changelog;
import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks the databases where their schemas stand. Callers get an answer within about a second: what a database does not tell by then
 * is answered as it was known last.
 */
public final class SchemaStates {

    private final Supplier<List<Changelog>> changelogs;

    private final ReadinessGate gate;

    /** By changelog: those of one database are few. */
    private final Map<String, DatabaseQuestions> databases = new ConcurrentHashMap<>();

    private final Map<String, SchemaState> lastKnown = new ConcurrentHashMap<>();

    /**
     * Asks about changelogs.
     *
     * @param changelogs asked for every time, so that nothing is created before
     */
    public SchemaStates(Supplier<List<Changelog>> changelogs, ReadinessGate gate) {
        this.changelogs = changelogs;
        this.gate = gate;
    }

    /** The states of all changelogs that were compared with their schema, in bean order; all are asked at the same time. */
    public List<SchemaState> all() {
        return planned().map(this::ask).toList().stream().map(Asked::state).toList();
    }

    /** The state of the first of them. */
    Optional<SchemaState> first() {
        return planned().findFirst().map(this::ask).map(Asked::state);
    }

    /** The history of a schema by its name, or by that of the bean whose changelog migrates it. */
    public Optional<SchemaHistory> history(String schemaOrBean) {
        return planned()
                .filter(planned -> schemaOrBean.equals(planned.plan().target().schema())
                        || schemaOrBean.equals(planned.plan().changelog()))
                .findFirst()
                .map(planned -> history(
                        planned.changelog(),
                        planned.plan().target(),
                        planned.plan().pending(),
                        known(planned.plan()).version()));
    }

    /** The history of a tenant, whose schema lives where the first changelog does. */
    public Optional<SchemaHistory> history(ChangelogTarget tenant, List<ChangeSetId> pending) {
        return changelogs.get().stream().findFirst().map(changelog -> history(changelog, tenant, pending, null));
    }

    private SchemaHistory history(
            Changelog changelog, ChangelogTarget target, List<ChangeSetId> pending, @Nullable SchemaVersion known) {
        return database(changelog)
                .ask(
                        "the history " + target.table(target.historyTable()),
                        () -> BriefConnection.ask(
                                changelog.dataSource(), target.postgres(), jdbc -> history(target, pending, jdbc)))
                .await()
                .orElseGet(() -> new SchemaHistory(known, pending, null));
    }

    private static SchemaHistory history(ChangelogTarget target, List<ChangeSetId> pending, JdbcClient jdbc) {
        ChangelogHistory history = ChangelogHistory.of(target);
        return new SchemaHistory(history.version(jdbc).orElse(null), pending, history.executed(jdbc));
    }

    private Stream<Planned> planned() {
        Map<String, ChangelogPlan> plans =
                gate.plans().stream().collect(Collectors.toMap(ChangelogPlan::changelog, Function.identity()));
        return plans.isEmpty()
                ? Stream.empty()
                : changelogs.get().stream()
                        .flatMap(
                                changelog -> Optional.ofNullable(plans.get(changelog.name()))
                                        .map(plan -> new Planned(changelog, plan))
                                        .stream());
    }

    private Asked ask(Planned planned) {
        ChangelogPlan plan = planned.plan();
        return new Asked(
                database(planned.changelog()).ask("the state of " + plan.changelog(), () -> {
                    SchemaState state = BriefConnection.ask(
                            planned.changelog().dataSource(), plan.target().postgres(), jdbc -> state(jdbc, plan));
                    // also where it comes too late for those who asked
                    lastKnown.put(plan.changelog(), state);
                    return state;
                }),
                () -> known(plan));
    }

    private DatabaseQuestions database(Changelog changelog) {
        return databases.computeIfAbsent(changelog.name(), name -> new DatabaseQuestions());
    }

    private static SchemaState state(JdbcClient jdbc, ChangelogPlan plan) {
        ChangelogTarget target = plan.target();
        return new SchemaState(
                plan.changelog(),
                target,
                ChangelogHistory.of(target).version(jdbc).orElse(null),
                plan.pending(),
                target.postgres() ? AdvisoryLock.holder(jdbc, target.key()).orElse(null) : null,
                true);
    }

    private SchemaState known(ChangelogPlan plan) {
        SchemaState known = lastKnown.get(plan.changelog());
        return new SchemaState(
                plan.changelog(),
                plan.target(),
                known == null ? null : known.version(),
                plan.pending(),
                known == null ? null : known.holder(),
                false);
    }

    private record Planned(Changelog changelog, ChangelogPlan plan) {}

    private record Asked(DatabaseQuestions.Answer<SchemaState> answer, Supplier<SchemaState> known) {

        SchemaState state() {
            return answer.await().orElseGet(known);
        }
    }
}
