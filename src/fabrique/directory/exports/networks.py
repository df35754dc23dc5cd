"""The networks of data.inclusion that a place's types and programmes name."""

from __future__ import annotations

from fabrique.directory.enums import CarrierNetwork, NationalProgramme, Typology
from fabrique.directory.models import Place

N, P, T = CarrierNetwork, NationalProgramme, Typology
BY_TYPOLOGY: dict[str, CarrierNetwork] = {
    T.CCAS: N.CCAS_CIAS,
    T.CIAS: N.CCAS_CIAS,
    T.CAF: N.CAF,
    T.CPAM: N.CPAM,
    T.EPN: N.EPN,
    T.FT: N.FRANCE_TRAVAIL,
    T.LA_POSTE: N.LA_POSTE,
    T.MDPH: N.MDPH,
    T.MJC: N.MJC,
    T.ML: N.MISSION_LOCALE,
    T.MSA: N.MSA,
    T.MSAP: N.MSAP,
    T.MUNI: N.COMMUNES,
    T.PIMMS: N.PIMMS,
    T.PIJ_BIJ: N.INFORMATION_JEUNESSE,
    T.RESSOURCERIE: N.RESSOURCERIES,
    T.RFS: N.FRANCE_SERVICES,
    T.UDAF: N.UNAF,
    T.REG: N.REGIONS,
    T.DEPT: N.DEPARTEMENTS,
    T.MDS: N.MAISONS_DES_SOLIDARITES,
    T.MDE: N.MAISONS_DE_L_EMPLOI,
    T.PLIE: N.PLIE,
    T.FABRIQUE: N.FABRIQUE_DE_TERRITOIRE,
}
BY_PROGRAMME: dict[str, CarrierNetwork] = {
    P.AIDANTS_CONNECT: N.AIDANTS_CONNECT,
    P.CONSEILLERS_NUMERIQUES: N.CONSEILLERS_NUMERIQUES,
    P.EMMAUS_CONNECT: N.EMMAUS,
    P.FRANCE_SERVICES: N.FRANCE_SERVICES,
    P.GRANDE_ECOLE_DU_NUMERIQUE: N.GRANDE_ECOLE_DU_NUMERIQUE,
    P.RED_CROSS: N.RED_CROSS,
}


def networks_of(place: Place) -> list[str]:
    """Networks once each: those that its sources name, then those of its type and programmes."""
    named = [BY_TYPOLOGY.get(code) for code in place.typologies]
    named += [BY_PROGRAMME.get(code) for code in place.programmes]
    told = [network.value for network in named if network]
    return list(dict.fromkeys([*place.networks, *told]))
