package io.lockgate.tenant;

/**
 * How tenants are migrated.
 *
 * @param parallelism how many at a time at most, each on a connection of its own
 * @param canary how many are migrated first, one by one, and checked before the others follow
 * @param stopOnError whether the first failure keeps those that have not begun from beginning
 * @param maxFailures how many may fail until it does in any case
 * @param createSchemas whether to create schemas that do not exist
 * @param adoptSchemas whether to accept schemas that hold objects of somebody else
 * @param replay whether to replay what Liquibase did in one schema in others, where that is provably the same
 */
public record TenantSettings(
        int parallelism,
        int canary,
        boolean stopOnError,
        int maxFailures,
        boolean createSchemas,
        boolean adoptSchemas,
        boolean replay) {

    boolean stopsAfter(int failures) {
        return failures > 0 && (stopOnError || failures > maxFailures);
    }
}
