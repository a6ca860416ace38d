// Names and coordinates of common UN/LOCODEs: the page must not ask another server for them.

const TABLE = `
CNSHA Shanghai 31.23 121.49|CNNGB Ningbo 29.87 121.55|CNSZX Shenzhen 22.54 114.06|CNTAO Qingdao 36.07 120.38|CNCAN Guangzhou 23.13 113.26
CNXMN Xiamen 24.48 118.09|CNTXG Tianjin 39.02 117.74|CNCKG Chongqing 29.56 106.55|CNXIY Xi'an 34.34 108.94|HKHKG Hong Kong 22.32 114.17
TWKHH Kaohsiung 22.62 120.28|JPTYO Tokyo 35.65 139.77|JPYOK Yokohama 35.44 139.65|JPNRT Narita 35.77 140.39|JPOSA Osaka 34.65 135.43
KRPUS Busan 35.10 129.04|KRICN Incheon 37.46 126.44|SGSIN Singapore 1.26 103.84|MYPKG Port Klang 3.00 101.39|MYTPP Tanjung Pelepas 1.36 103.55
THLCH Laem Chabang 13.08 100.88|THBKK Bangkok 13.69 100.75|VNSGN Ho Chi Minh City 10.77 106.71|VNHPH Haiphong 20.86 106.68|IDJKT Jakarta -6.10 106.88
PHMNL Manila 14.58 120.97|LKCMB Colombo 6.94 79.84|INNSA Nhava Sheva 18.95 72.95|INMAA Chennai 13.09 80.30|INBOM Mumbai 18.94 72.84
INDEL Delhi 28.56 77.10|BDCGP Chittagong 22.32 91.80|PKKHI Karachi 24.84 66.98|AEJEA Jebel Ali 25.01 55.06|AEDXB Dubai 25.25 55.36
SAJED Jeddah 21.48 39.17|OMSLL Salalah 16.95 54.00|QADOH Doha 25.29 51.53|EGPSD Port Said 31.26 32.30|EGALY Alexandria 31.19 29.88
ILHFA Haifa 32.82 34.99|TRIST Istanbul 41.01 28.98|TRMER Mersin 36.80 34.63|GRPIR Piraeus 37.94 23.63|ITGOA Genoa 44.40 8.92
ITTRS Trieste 45.64 13.75|ITMIL Milan 45.46 9.19|ITGIT Gioia Tauro 38.44 15.90|ITVRN Verona 45.44 10.99|ITROM Rome 41.90 12.50
MTMAR Marsaxlokk 35.83 14.54|ESBCN Barcelona 41.35 2.16|ESVLC Valencia 39.44 -0.32|ESALG Algeciras 36.13 -5.43|ESMAD Madrid 40.42 -3.70
PTLIS Lisbon 38.71 -9.14|PTSIE Sines 37.95 -8.87|MAPTM Tanger Med 35.88 -5.50|FRMRS Marseille 43.31 5.36|FRLEH Le Havre 49.48 0.12
FRPAR Paris 48.86 2.35|FRLIO Lyon 45.76 4.84|FRCDG Paris CDG 49.01 2.55|BEANR Antwerp 51.26 4.40|BEZEE Zeebrugge 51.33 3.20
BEBRU Brussels 50.90 4.48|BELGG Liege 50.64 5.44|NLRTM Rotterdam 51.92 4.48|NLAMS Amsterdam 52.31 4.76|LULUX Luxembourg 49.62 6.20
DEHAM Hamburg 53.54 9.98|DEBRV Bremerhaven 53.55 8.58|DEBRE Bremen 53.08 8.80|DEBER Berlin 52.52 13.40|DEMUC Munich 48.14 11.58
DEFRA Frankfurt 50.05 8.57|DEDUI Duisburg 51.43 6.76|DECGN Cologne 50.94 6.96|DELEJ Leipzig 51.42 12.24|DESTR Stuttgart 48.78 9.18
DENUE Nuremberg 49.45 11.08|CHZRH Zurich 47.46 8.55|CHBSL Basel 47.56 7.59|ATVIE Vienna 48.21 16.37|CZPRG Prague 50.08 14.44
PLWAW Warsaw 52.23 21.01|PLGDN Gdansk 54.35 18.65|PLMAL Malaszewicze 52.03 23.53|PLPOZ Poznan 52.41 16.93|PLWRO Wroclaw 51.11 17.03
HUBUD Budapest 47.50 19.04|ROCND Constanta 44.17 28.65|ROBUH Bucharest 44.43 26.10|BGVAR Varna 43.20 27.91|UAODS Odesa 46.49 30.74
DKAAR Aarhus 56.15 10.22|DKCPH Copenhagen 55.68 12.57|SEGOT Gothenburg 57.71 11.97|SESTO Stockholm 59.33 18.07|SEMMA Malmo 55.61 13.00
NOOSL Oslo 59.91 10.75|NOBGO Bergen 60.39 5.32|FIHEL Helsinki 60.17 24.94|EETLL Tallinn 59.44 24.75|LVRIX Riga 56.95 24.11
LTKLJ Klaipeda 55.71 21.13|GBFXT Felixstowe 51.96 1.35|GBLON London 51.51 -0.13|GBSOU Southampton 50.90 -1.40|GBLHR London Heathrow 51.47 -0.45
GBMNC Manchester 53.48 -2.24|GBLIV Liverpool 53.41 -2.98|IEDUB Dublin 53.35 -6.26|ISREK Reykjavik 64.15 -21.94|RUMOW Moscow 55.76 37.62
KZALA Almaty 43.24 76.89|KZDOS Dostyk 45.25 82.48|KZKHG Khorgos 44.22 80.41|KZAST Astana 51.16 71.47|CNURC Urumqi 43.83 87.62
USNYC New York 40.68 -74.04|USLAX Los Angeles 33.74 -118.26|USLGB Long Beach 33.75 -118.22|USOAK Oakland 37.80 -122.30|USSEA Seattle 47.60 -122.34
USHOU Houston 29.73 -95.27|USSAV Savannah 32.08 -81.09|USCHS Charleston 32.78 -79.93|USORF Norfolk 36.93 -76.33|USMIA Miami 25.77 -80.17
USCHI Chicago 41.88 -87.63|USORD Chicago O'Hare 41.98 -87.90|USATL Atlanta 33.64 -84.43|USDAL Dallas 32.78 -96.80|USJFK New York JFK 40.64 -73.78
USMEM Memphis 35.04 -89.98|USDEN Denver 39.74 -104.99|USKCK Kansas City 39.11 -94.63|CAVAN Vancouver 49.29 -123.11|CAMTR Montreal 45.54 -73.54
CATOR Toronto 43.65 -79.38|CAHAL Halifax 44.65 -63.57|MXZLO Manzanillo 19.05 -104.32|MXVER Veracruz 19.20 -96.13|MXMEX Mexico City 19.43 -99.13
PABLB Balboa 8.96 -79.57|PAONX Colon 9.36 -79.90|COCTG Cartagena 10.40 -75.51|ECGYE Guayaquil -2.28 -79.91|PECLL Callao -12.05 -77.15
CLVAP Valparaiso -33.03 -71.63|CLSAI San Antonio -33.59 -71.62|ARBUE Buenos Aires -34.60 -58.37|UYMVD Montevideo -34.90 -56.21|BRSSZ Santos -23.96 -46.33
BRRIO Rio de Janeiro -22.90 -43.17|BRITJ Itajai -26.91 -48.66|BRVCP Campinas -23.01 -47.13|ZADUR Durban -29.87 31.03|ZACPT Cape Town -33.91 18.43
ZAJNB Johannesburg -26.13 28.24|NGLOS Lagos 6.44 3.39|GHTEM Tema 5.63 0.01|CIABJ Abidjan 5.30 -4.02|KEMBA Mombasa -4.05 39.67
KENBO Nairobi -1.32 36.93|TZDAR Dar es Salaam -6.82 39.29|ETADD Addis Ababa 8.98 38.80|DJJIB Djibouti 11.60 43.15|AUSYD Sydney -33.86 151.21
AUMEL Melbourne -37.83 144.92|AUBNE Brisbane -27.38 153.17|AUFRE Fremantle -32.05 115.74|NZAKL Auckland -36.84 174.78|NZTRG Tauranga -37.66 176.18
`;

const PLACES = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((row) => {
      const words = row.split(" ");
      const [lat, lon] = words.slice(-2).map(Number);
      return [words[0], { name: words.slice(1, -2).join(" "), lat, lon }];
    }),
);

/** `{name, lat, lon}` of a UN/LOCODE, or undefined. */
export const place = (unLocode) => PLACES.get(unLocode);

/** The name of a location, `{unLocode?, lat?, lon?}`. */
export function placeName(location) {
  if (!location) {
    return "";
  }
  if (location.unLocode) {
    return PLACES.get(location.unLocode)?.name || location.unLocode;
  }
  return `${location.lat.toFixed(2)}, ${location.lon.toFixed(2)}`;
}

/** Carriers by SCAC, as people call them. */
const CARRIERS = {
  MAEU: "Maersk", HLCU: "Hapag-Lloyd", MSCU: "MSC", CMDU: "CMA CGM", COSU: "COSCO", ONEY: "ONE", EGLV: "Evergreen", OOLU: "OOCL",
  YMLU: "Yang Ming", ZIMU: "ZIM", HDMU: "HMM", DHLC: "DHL", UPSN: "UPS", FDEG: "FedEx", DBSC: "DB Schenker", KHNN: "Kuehne+Nagel", DSVF: "DSV", DBCG: "DB Cargo",
};

export const carrierName = (scac) => CARRIERS[scac] || scac;

/** Pairs of code and place. */
export const allPlaces = () => [...PLACES];
