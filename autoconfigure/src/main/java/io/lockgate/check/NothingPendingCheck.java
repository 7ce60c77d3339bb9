package io.lockgate.check;

import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.schema.ChangeSetId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The history holds every changeset that was to be executed. */
record NothingPendingCheck(ChangelogTarget target, Collection<ChangeSetId> executed) implements SchemaCheck {

    @Override
    public String name() {
        return "nothing-pending";
    }

    @Override
    public CheckResult check(JdbcClient jdbc) {
        if (executed.isEmpty()) {
            return CheckResult.up();
        }
        List<ChangeSetId> missing = ChangelogHistory.of(target).missing(jdbc, executed);
        return missing.isEmpty()
                ? CheckResult.up()
                : CheckResult.down(missing.stream()
                        .map(ChangeSetId::toString)
                        .collect(Collectors.joining(", ", "not in the history: ", "")));
    }
}
