package io.lockgate.check;

import io.lockgate.LockgateException;
import java.util.List;
import java.util.stream.Collectors;

/** The schema is migrated, but checks say that it is not fit to serve. */
final class CheckFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    CheckFailedException(List<CheckReport> reports, int attempts) {
        super(
                "The schema is migrated, but not fit to serve after %d attempts. %s"
                        .formatted(
                                attempts,
                                reports.stream()
                                        .filter(report -> !report.passed())
                                        .map(CheckReport::toString)
                                        .collect(Collectors.joining("; "))),
                "Mend what the check names and start again: the changesets are kept. If the check is wrong, correct or remove "
                        + "it (lockgate.checks.sql.* or the SchemaCheck bean of that name).");
    }
}
