package io.lockgate.changelog;

import java.util.List;

/**
 * What Liquibase would execute for some changesets, without having executed anything.
 *
 * @param hazards what of it is likely to fail or to be slow with many schemas
 */
public record Rehearsal(Script script, List<TenantHazard> hazards) {

    public Rehearsal {
        hazards = List.copyOf(hazards);
    }
}
