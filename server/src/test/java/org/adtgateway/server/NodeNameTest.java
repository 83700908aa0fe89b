package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeNameTest {
    @Test
    void fitsIntoWhatPostgresKeeps_andIsReadBack() {
        NodeName name = new NodeName("1.0.0-SNAPSHOT", "node-1", 4711);
        assertThat(NodeName.parse(name.toString())).contains(name);
        assertThat(new NodeName("10.10.10-SNAPSHOT", "a-very-long-name.of.a.machine.example.org", 4_194_304).toString())
                .hasSizeLessThanOrEqualTo(63);
        assertThat(NodeName.parse(NodeName.current())).isPresent();
    }

    @Test
    void otherConnectionsAreNoNodes() {
        assertThat(NodeName.parse("PostgreSQL JDBC Driver")).isEmpty();
        assertThat(NodeName.parse("adt-gateway status")).isEmpty();
        assertThat(NodeName.parse("")).isEmpty();
    }
}
