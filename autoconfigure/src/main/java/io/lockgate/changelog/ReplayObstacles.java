package io.lockgate.changelog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import liquibase.change.Change;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.core.LoadDataChange;
import liquibase.change.core.StopChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.ChangeLogPropertyDefinedPrecondition;
import liquibase.precondition.core.ChangeSetExecutedPrecondition;
import liquibase.precondition.core.DBMSPrecondition;
import liquibase.precondition.core.ObjectQuotingStrategyPrecondition;
import liquibase.precondition.core.RunningAsPrecondition;
import org.jspecify.annotations.Nullable;

/** Why what a changeset did in one schema may not be what it does in another, so that Liquibase has to run it in each. */
final class ReplayObstacles {

    /** Whose answer is the same wherever the same changesets were executed. */
    private static final Set<Class<? extends Precondition>> SAME_FOR_ALL = Set.of(
            DBMSPrecondition.class,
            RunningAsPrecondition.class,
            ChangeSetExecutedPrecondition.class,
            ChangeLogPropertyDefinedPrecondition.class,
            ObjectQuotingStrategyPrecondition.class);

    private static final Set<Class<? extends Change>> BY_CODE_OR_SNAPSHOT =
            Set.of(CustomChangeWrapper.class, ExecuteShellCommandChange.class, LoadDataChange.class, StopChange.class);

    /** What ends the transaction, or outlives it in the session. */
    private static final Pattern SESSION = Pattern.compile(
            "(?:^|;)\\s*(?:set\\s+(?!local\\b|constraints\\b|transaction\\b)|reset\\b|discard\\b|listen\\b|unlisten\\b|load\\b"
                    + "|begin\\b|start\\b|rollback\\b|abort\\b|savepoint\\b|release\\b|prepare\\b|deallocate\\b|execute\\b"
                    + "|declare\\b|vacuum\\b|call\\b|copy\\b)",
            Pattern.CASE_INSENSITIVE);

    /** The same in the bodies of what is executed at once, which may hold it anywhere. */
    private static final Pattern SESSION_IN_BODY = Pattern.compile(
            "\\bset_config\\s*\\(|\\b(?:temp|temporary)\\b|\\bpg_temp\\b|\\bpg_(?:try_)?advisory_"
                    + "|\\b(?:begin|then|else|loop|do)\\s+(?:set\\s+(?!local\\b)|reset\\b)|;\\s*(?:set\\s+(?!local\\b)|reset\\b)",
            Pattern.CASE_INSENSITIVE);

    /** What the driver would translate. */
    private static final Pattern JDBC_ESCAPE =
            Pattern.compile("\\{\\s*(?:\\?|fn|d|t|ts|oj|call|escape)\\b", Pattern.CASE_INSENSITIVE);

    private ReplayObstacles() {}

    /** Whether a changeset asks for something of Liquibase that is not in its SQL. */
    static Optional<String> in(ChangeSet changeSet) {
        if (!changeSet.isRunInTransaction()) {
            return Optional.of("it runs outside of a transaction");
        }
        if (!areSameForAll(changeSet.getPreconditions())) {
            return Optional.of("its preconditions may answer differently");
        }
        if (Boolean.FALSE.equals(changeSet.getFailOnError())) {
            return Optional.of("its failure is tolerated (failOnError=false)");
        }
        if (changeSet.shouldAlwaysRun()) {
            return Optional.of("it runs always");
        }
        if (!changeSet.getValidCheckSums().isEmpty()) {
            return Optional.of("it accepts other checksums (validCheckSum)");
        }
        if (!changeSet.getSqlVisitors().isEmpty() || changeSet.getRunWith() != null) {
            return Optional.of("its SQL is modified, or run by another program");
        }
        return Optional.empty();
    }

    /** Whether what it executes cannot be told from the changelog alone. */
    static Optional<String> untold(ChangeSet changeSet, Database database) {
        return changeSet.getChanges().stream()
                .filter(change -> !DraftedChangeSet.isForOthers(change, database))
                .filter(change -> !isTold(change, database))
                .findFirst()
                .map(change ->
                        "what %s does depends on code or on the catalog".formatted(change.getSerializedObjectName()));
    }

    /** Whether statements, once known, are the same in whatever session and whatever company they are executed. */
    static Optional<String> in(List<String> statements) {
        for (String statement : statements) {
            SqlText text = SqlText.of(statement);
            if (text.commits()
                    || SESSION.matcher(text.words()).find()
                    || SESSION_IN_BODY.matcher(statement).find()) {
                return Optional.of("it changes its session or its transaction");
            }
            if (JDBC_ESCAPE.matcher(statement).find()) {
                return Optional.of("it is written with escapes of JDBC");
            }
        }
        return Optional.empty();
    }

    /** Whether what is to be executed can be told from the changelog alone. */
    private static boolean isTold(Change change, Database database) {
        return Extensions.isOfLiquibase(change)
                && BY_CODE_OR_SNAPSHOT.stream().noneMatch(type -> type.isInstance(change))
                && change.supports(database)
                && !change.generateStatementsVolatile(database);
    }

    static boolean areSameForAll(@Nullable PreconditionLogic preconditions) {
        return preconditions == null
                || preconditions.getNestedPreconditions().stream()
                        .allMatch(nested -> nested instanceof PreconditionLogic logic
                                ? areSameForAll(logic)
                                : SAME_FOR_ALL.contains(nested.getClass()));
    }
}
