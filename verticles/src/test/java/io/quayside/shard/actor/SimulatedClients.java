package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.domain.Command;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.actor.Coverage.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who sends commands: new ones, the same again to whoever may own the shard, ones of long ago, and
 * other ones with a key that was used.
 */
final class SimulatedClients {
  private static final String CALLER = "simulation";
  private static final String PAYLOAD = "PAYLOAD";

  private static final int RECENT = 20;
  private static final int AT_LEAST = 40;

  /** Kinds of commands: 0 books, 1 assigns or books without a key, the others differ. */
  private static final int KINDS = 10;

  private static final int OTHER = 2;

  /** A shipment goes to and fro and never comes to an end, or hardly ever. */
  private static final List<MilestoneCode> CODES =
      List.of(
          MilestoneCode.PICKED_UP,
          MilestoneCode.PICKED_UP,
          MilestoneCode.DEPARTED,
          MilestoneCode.DEPARTED,
          MilestoneCode.DEPARTED,
          MilestoneCode.ARRIVED,
          MilestoneCode.ARRIVED,
          MilestoneCode.ARRIVED,
          MilestoneCode.CUSTOMS_HELD,
          MilestoneCode.CUSTOMS_RELEASED,
          MilestoneCode.CUSTOMS_RELEASED);

  private final SimulatedWorld world;
  private final SimulatedOwners owners;
  private final AnswerCheck check;
  private final ReferenceReader reference;
  private final SimulatedPrincipals principals;
  private final SimulatedTenders tenders;
  private final SimulatedDocuments documents;
  private final SimulatedBookings bookings;
  private final List<PendingRequest> errands = new ArrayList<>();

  /** One command and what its sender knows of it. */
  final class PendingRequest implements Attempt.Sender {
    private final Decide decide;
    private boolean returned;
    private boolean orphaned;
    private boolean keyed;

    PendingRequest(Decide decide) {
      this.decide = decide;
      this.keyed = decide.keyed();
    }

    /**
     * What is sent when it is sent again, or null. A command without a key goes again where it was
     * in vain, and as one with a key where an owner is gone with it, as the edge does it.
     */
    Decide again() {
      if (orphaned) {
        orphaned = false;
        keyed = true;
        world.coverage.add(Kind.REPEATED_AFTER_A_CRASH);
      }
      if (keyed) {
        return new Decide(
            decide.shipmentId(),
            decide.command(),
            retrying(),
            decide.commandId(),
            true,
            decide.ifMatch(),
            null);
      }
      boolean inVain = returned;
      returned = false;
      return inVain ? decide : null;
    }

    /** The same caller, which at times has got another scope; not where it books. */
    private Principal retrying() {
      return decide.command().opensStream() || world.random.nextInt(8) > 0
          ? decide.principal()
          : principals.rotated(decide.principal());
    }

    @Override
    public void answered(Attempt attempt, ShardAnswer answer) {
      check.command(attempt, decide, answer);
    }

    @Override
    public void notOwner() {
      returned = true;
    }

    @Override
    public void lost() {
      orphaned = true;
    }
  }

  SimulatedClients(SimulatedOutside outside, SimulatedOwners owners, AnswerCheck check) {
    this.world = outside.world;
    this.reference = outside.reference;
    this.tenders = new SimulatedTenders(world);
    this.documents = new SimulatedDocuments(world.random);
    this.bookings = new SimulatedBookings(world);
    this.owners = owners;
    this.check = check;
    this.principals = new SimulatedPrincipals(world.random);
  }

  /** Sends something to somebody, if there is anybody. */
  void send() {
    SimulatedOwner owner = owners.any();
    if (owner == null) {
      return;
    }
    int choice = world.random.nextInt(100);
    if (errands.isEmpty() || choice < 60) {
      PendingRequest pending = new PendingRequest(command());
      errands.add(pending);
      owner.ask(pending.decide, pending);
    } else if (choice < 80) {
      repeat(owner, errands.get(errands.size() - 1 - world.random.nextInt(recent())));
    } else if (choice < 92) {
      repeat(owner, errands.get(world.random.nextInt(errands.size())));
    } else if (choice < 96) {
      reuseKey(owner, errands.get(world.random.nextInt(errands.size())).decide);
    } else {
      int atLeast = 1 + world.random.nextInt(AT_LEAST);
      String shipmentId = shipmentId();
      Principal reader = principals.reader(shipmentId);
      owner.ask(new ReadVersion(shipmentId, reader, atLeast, world.random.nextBoolean()), check);
    }
  }

  private int recent() {
    return Math.min(RECENT, errands.size());
  }

  private static void repeat(SimulatedOwner owner, PendingRequest pending) {
    Decide again = pending.again();
    if (again != null) {
      owner.ask(again, pending);
    }
  }

  /** A command of the past once more, if it may be repeated. */
  void repeat(SimulatedOwner owner, int number) {
    repeat(owner, errands.get(number));
  }

  /** One more command for a shipment. */
  void sendTo(SimulatedOwner owner, int shipment) {
    PendingRequest pending = new PendingRequest(command(shipment, OTHER));
    errands.add(pending);
    owner.ask(pending.decide, pending);
  }

  int errands() {
    return errands.size();
  }

  String shipmentId() {
    return shipmentId(world.random.nextInt(world.weather.shipments()));
  }

  private static String shipmentId(int number) {
    return CommandId.shipmentOf(CALLER, "shipment" + number);
  }

  private Decide command() {
    int number = world.random.nextInt(world.weather.shipments());
    boolean books = reference.version(shipmentId(number)) == 0 && world.random.nextBoolean();
    return command(number, books ? 0 : world.random.nextInt(KINDS));
  }

  private Decide command(int number, int kind) {
    Integer ifMatch = world.random.nextInt(12) == 0 ? Integer.valueOf(3) : null;
    if (kind == 0) {
      String id = CommandId.keyed(CALLER, "", "shipment" + number, PAYLOAD);
      return decide(shipmentId(number), book(), id, true, ifMatch);
    }
    if (kind == 1 && world.random.nextInt(3) == 0) {
      // Booked without a key: an id that nobody has heard of, and one more shipment.
      String shipmentId = CommandId.shipmentOf(CALLER, "unkeyed" + errands.size());
      return decide(shipmentId, book(), unkeyed(), false, null);
    }
    String shipmentId = shipmentId(number);
    Command command = travels(number) ? underWay(shipmentId, kind) : before(shipmentId, kind);
    boolean keyed = world.random.nextInt(5) > 0;
    String id =
        keyed ? CommandId.keyed(CALLER, shipmentId, "key" + errands.size(), PAYLOAD) : unkeyed();
    return decide(shipmentId, command, id, keyed, ifMatch);
  }

  /** Every other shipment travels, the others look for a carrier and their documents. */
  private static boolean travels(int number) {
    return number % 2 == 1;
  }

  private Command underWay(String shipmentId, int kind) {
    return switch (kind) {
      case 1 -> assign();
      case 3 -> document(shipmentId);
      case 4 -> bookings.command(known(shipmentId));
      default -> milestone();
    };
  }

  /** Released and cancelled seldom, for nothing is tendered afterwards. */
  private Command before(String shipmentId, int kind) {
    return switch (kind) {
      case 1 -> world.random.nextInt(5) == 0 ? assign() : tender(shipmentId);
      case 2 ->
          switch (world.random.nextInt(40)) {
            case 0 -> new ShipmentCommand.CancelShipment("no longer needed");
            case 1, 2, 3 -> new ShipmentCommand.ReleaseShipment();
            case 4 -> milestone();
            default -> tender(shipmentId);
          };
      case 3, 4, 5 -> tender(shipmentId);
      case 6, 7 -> bookings.command(known(shipmentId));
      default -> document(shipmentId);
    };
  }

  private Command tender(String shipmentId) {
    return tenders.command(known(shipmentId).slice(Contexts.BIDDING));
  }

  private Command document(String shipmentId) {
    return documents.command(known(shipmentId).slice(Contexts.DOCUMENTATION));
  }

  private ShipmentStream known(String shipmentId) {
    return reference.at(shipmentId, reference.version(shipmentId));
  }

  private Command assign() {
    return new ShipmentCommand.AssignCarrier(carrier(), null);
  }

  private Decide decide(
      String shipmentId, Command command, String id, boolean keyed, Integer ifMatch) {
    Principal sender = principals.sender(shipmentId, command);
    return new Decide(shipmentId, command, sender, id, keyed, ifMatch, null);
  }

  private String unkeyed() {
    return CommandId.shipmentOf(CALLER, "command" + errands.size());
  }

  private void reuseKey(SimulatedOwner owner, Decide first) {
    if (first.keyed()) {
      Decide reused =
          new Decide(
              first.shipmentId(),
              new ShipmentCommand.AssignCarrier("MAEU", null),
              first.principal(),
              CommandId.keyPart(first.commandId()) + "-OTHER",
              true,
              null,
              null);
      owner.ask(reused, new PendingRequest(reused));
    }
  }

  private String carrier() {
    return SimulatedPrincipals.CARRIERS.get(
        world.random.nextInt(SimulatedPrincipals.CARRIERS.size()));
  }

  private static ShipmentCommand book() {
    return new ShipmentCommand.BookShipment(
        new Booking(
            "R-1",
            SimulatedPrincipals.SHIPPER,
            Mode.ROAD,
            "DEHAM",
            "SEGOT",
            new Cargo("apples", 10, 1200, null),
            null,
            null));
  }

  private ShipmentCommand milestone() {
    return new ShipmentCommand.RecordMilestone(
        new Milestone(
            CODES.get(world.random.nextInt(CODES.size())),
            world.instant().minus(Duration.ofMillis(world.random.nextInt(500))),
            null,
            null,
            null));
  }
}
