package io.lockgate.sample.tenants;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Why a tenant cannot be worked with, as RFC 9457 has it. */
final class TenantProblem {

    /** A tenant that is behind is not asked about more often than that. */
    private static final String SECONDS = "1";

    private TenantProblem() {}

    static ErrorResponseException illegal(String name) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "Illegal name",
                "A name has up to 63 lower-case letters, digits and underscores, begins with a letter, and is none of"
                        + " PostgreSQL's own.",
                name,
                null);
    }

    static ErrorResponseException taken(String name) {
        return problem(HttpStatus.CONFLICT, "Name is taken", "There is a tenant " + name + " already.", name, null);
    }

    static ErrorResponseException unknown(String name) {
        return problem(HttpStatus.NOT_FOUND, "Unknown tenant", "There is no tenant " + name + ".", name, null);
    }

    /** To be tried again soon. */
    static ErrorResponseException notReady(String name, @Nullable Throwable cause) {
        ErrorResponseException problem = problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Tenant is not ready",
                "The schema of tenant " + name + " is still to be migrated.",
                name,
                cause);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, SECONDS);
        return problem;
    }

    private static ErrorResponseException problem(
            HttpStatus status, String title, String detail, String name, @Nullable Throwable cause) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        problem.setProperty("tenant", name);
        return new ErrorResponseException(status, problem, cause);
    }
}
