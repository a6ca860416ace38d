package io.quayside.domain.bidding;

/** Why a carrier does not carry a load (after X12 990). */
public enum DeclineReason {
  NO_CAPACITY,
  EQUIPMENT,
  RATE,
  LEAD_TIME,
  LANE,
  CREDIT,
  OTHER
}
