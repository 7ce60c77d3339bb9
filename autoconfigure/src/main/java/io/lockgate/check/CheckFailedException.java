package io.lockgate.check;

import io.lockgate.LockgateException;
import java.util.List;
import java.util.stream.Collectors;

/** The schema is migrated, but checks say that it is not fit to serve. */
final class CheckFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    /** The last attempt failed; transient, if every check that is down failed for a reason that passes by itself. */
    CheckFailedException(List<CheckReport> reports, int attempts, boolean isTransient) {
        super(
                message(reports, attempts),
                message(reports.stream().map(CheckReport::withoutValues).toList(), attempts),
                "Mend what the check names and start again: the changesets are kept. If the check is wrong, correct or remove "
                        + "it (lockgate.checks.sql.* or the SchemaCheck bean of that name).",
                null);
        this.isTransient = isTransient;
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }

    private static String message(List<CheckReport> reports, int attempts) {
        return "The schema is migrated, but not fit to serve after %d attempts. %s"
                .formatted(
                        attempts,
                        reports.stream()
                                .filter(report -> !report.passed())
                                .map(CheckReport::toString)
                                .collect(Collectors.joining("; ")));
    }
}
