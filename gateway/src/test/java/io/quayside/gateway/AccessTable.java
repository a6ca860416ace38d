package io.quayside.gateway;

/** Who may call each operation, and the status of the answer to those who may. */
final class AccessTable {
  static final String ROWS =
      """
      bookShipment      | shipper operator                 | 201
      assignCarrier     | shipper operator                 | 200
      releaseShipment   | shipper operator                 | 200
      cancelShipment    | shipper operator                 | 200
      recordMilestone   | carrier operator                 | 200
      openTender        | shipper operator                 | 201
      placeBid          | carrier operator                 | 404
      withdrawBid       | carrier operator                 | 404
      closeTender       | shipper operator                 | 404
      makeOffer         | shipper operator                 | 404
      respondToOffer    | carrier operator                 | 404
      revokeOffer       | shipper operator                 | 404
      giveBack          | carrier operator                 | 404
      revokeAward       | shipper operator                 | 404
      withdrawTender    | shipper operator                 | 404
      requestDocument   | shipper operator                 | 201
      submitDocument    | shipper carrier operator         | 404
      verifyDocument    | shipper carrier operator         | 404
      rejectDocument    | shipper carrier operator         | 404
      issueDocument     | carrier operator                 | 404
      surrenderDocument | carrier operator                 | 404
      waiveDocument     | shipper operator                 | 404
      voidDocument      | shipper carrier operator         | 404
      startBooking      | shipper operator                 | 201
      retryBooking      | shipper operator                 | 404
      skipStep          | operator                         | 404
      pauseBooking      | shipper operator                 | 404
      resumeBooking     | shipper operator                 | 404
      showBooking       | shipper service operator         | 404
      listBookings      | shipper service operator         | 200
      reportPosition    | carrier device operator          | 202
      reportPositions   | carrier device operator          | 200
      listShipments     | shipper carrier service operator | 200
      showShipment      | shipper carrier service operator | 200
      listEvents        | shipper carrier service operator | 200
      listPositions     | shipper carrier service operator | 200
      showJourney       | shipper carrier service operator | 200
      showCause         | shipper carrier service operator | 200
      streamEvents      | shipper carrier service operator | 200
      streamShipments   | shipper carrier service operator | 200
      putContent        | shipper carrier operator         | 201
      showContent       | shipper carrier service operator | 404
      listTenders       | shipper carrier service operator | 200
      showTender        | shipper carrier service operator | 404
      listAllTenders    | shipper carrier service operator | 200
      listAllDocuments  | shipper carrier service operator | 200
      listDocuments     | shipper carrier service operator | 200
      showDocument      | shipper carrier service operator | 404
      captureEpcis      | carrier operator                 | 400
      describeEpcisCapture | carrier operator              | 204
      showEpcisCapture  | carrier operator                 | 404
      showShipmentEpcis | shipper carrier service operator | 200
      listEpcisEvents   | shipper carrier service operator | 422
      captureDcsa       | carrier operator                 | 400
      listDcsaEvents    | shipper carrier service operator | 422
      listPartners      | operator                         | 200
      showPartner       | operator                         | 404
      putPartner        | operator                         | 422
      removePartner     | operator                         | 404
      showCaller        | everybody                        | 200
      openWebSocket     | everybody                        | 426
      listSchemas       | anonymous                        | 200
      showSchema        | anonymous                        | 200
      showOpenApi       | anonymous                        | 200
      showAsyncApi      | anonymous                        | 200
      showDocs          | anonymous                        | 200
      showDocsAsset     | anonymous                        | 200
      showPage          | anonymous                        | 200
      showPageFile      | anonymous                        | 200
      showPagePart      | anonymous                        | 200
      createKey         | operator                         | 201
      listKeys          | operator                         | 200
      showKey           | operator                         | 404
      revokeKey         | operator                         | 404
      createDeviceGroup | operator                         | 201
      listDeviceGroups  | operator                         | 200
      showDeviceGroup   | operator                         | 404
      removeDeviceGroup | operator                         | 404
      rotateDeviceGroup | operator                         | 404
      denyDevice        | operator                         | 404
      admitDevice       | operator                         | 404
      putTenant         | all-tenants                      | 200
      listTenants       | all-tenants                      | 200
      showTenant        | all-tenants                      | 200
      createWebhook     | shipper carrier service operator | 422
      listWebhooks      | shipper carrier service operator | 200
      showWebhook       | shipper carrier service operator | 404
      putWebhook        | shipper carrier service operator | 422
      removeWebhook     | shipper carrier service operator | 404
      rotateWebhookSecret | shipper carrier service operator | 404
      enableWebhook     | shipper carrier service operator | 404
      disableWebhook    | shipper carrier service operator | 404
      pingWebhook       | shipper carrier service operator | 404
      replayWebhook     | shipper carrier service operator | 422
      listDeliveries    | shipper carrier service operator | 404
      listLanes         | shipper carrier service operator | 404
      listDeadLetters   | shipper carrier service operator | 200
      showDeadLetter    | shipper carrier service operator | 404
      redriveDeadLetter | shipper carrier service operator | 404
      discardDeadLetter | shipper carrier service operator | 422
      showLag           | all-tenants                      | 200
      showCluster       | all-tenants                      | 200
      listRelays        | all-tenants                      | 200
      showRelay         | all-tenants                      | 404
      rewindRelay       | all-tenants                      | 422
      resumeRelay       | all-tenants                      | 404
      redriveDeadLetters | shipper carrier service operator | 422
      discardDeadLetters | shipper carrier service operator | 422
      showJob           | shipper carrier service operator | 404
      """;

  private AccessTable() {}
}
