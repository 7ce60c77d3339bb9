package io.lockgate.tenant;

import io.lockgate.LockgateException;
import java.util.List;

/** The list of tenants cannot be right; no tenant is touched. */
final class TenantSchemasInvalidException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 10;

    TenantSchemasInvalidException(List<String> problems) {
        super(
                "The list of tenants' schemas cannot be right: %s%s."
                        .formatted(
                                String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))),
                                problems.size() > SHOWN ? "; and %d more".formatted(problems.size() - SHOWN) : ""),
                "The list of tenants' schemas cannot be right: %d problems, which the log has."
                        .formatted(problems.size()),
                "Correct lockgate.tenants.schemas, what lockgate.tenants.query returns, or the TenantSchemas bean. "
                        + "lockgate.tenants.create-schemas=true creates schemas that do not exist.",
                null);
    }
}
