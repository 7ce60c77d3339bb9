package io.lockgate.sample;

/** Something that happens to a service, and what is seen of it then. */
record Scenario(String what, Observation observation) {

    /** Lets it happen in a database of its own, and tells in words and figures what was seen. */
    @FunctionalInterface
    interface Observation {

        String in(Deployment deployment) throws Exception;
    }
}
