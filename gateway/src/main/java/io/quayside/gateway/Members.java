package io.quayside.gateway;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import io.quayside.gateway.logging.Logs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names this node in the log, and writes a line for each member that joins or leaves. */
final class Members implements MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(Members.class);

  private Members() {}

  static void watch(HazelcastInstance hazelcast) {
    Logs.name(address(hazelcast.getCluster().getLocalMember()));
    LOG.info("cluster joined: members={}", hazelcast.getCluster().getMembers().size());
    hazelcast.getCluster().addMembershipListener(new Members());
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    LOG.info(
        "node joined: peer={} members={}", address(event.getMember()), event.getMembers().size());
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    LOG.info(
        "node left: peer={} members={}", address(event.getMember()), event.getMembers().size());
  }

  private static String address(Member member) {
    return member.getAddress().getHost() + ':' + member.getAddress().getPort();
  }
}
