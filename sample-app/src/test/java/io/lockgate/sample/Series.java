package io.lockgate.sample;

import java.util.List;

/** One thing that is measured of several contestants in turn, round by round. */
interface Series extends AutoCloseable {

    /** Who takes part. */
    List<Contestant> contestants();

    /** How often each of them is measured, where nothing else is said than how often all is. */
    default int rounds(int all) {
        return all;
    }

    /** Does for a contestant what comes before the first round and is not measured. */
    void prepare(Contestant contestant) throws Exception;

    /** Measures once, and tells what. */
    String measure(Contestant contestant) throws Exception;

    /** What came out. */
    List<Row> rows();

    /** Ends the processes that are left. */
    @Override
    default void close() {}
}
