"""Invented inventories, one builder for each format."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

GIB = 2**30


def lshw(
    *,
    serial: str = "FAB0001X",
    make: str = "Maison Exemple",
    model: str = "Portatif 14",
    cpu: str = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
    banks: tuple[int, ...] = (4 * GIB, 4 * GIB),
    disk: str = "DISQUE0001",
    uuid: str = "11111111-2222-4333-8444-5555aaaa0001",
    mac: str = "02:00:00:00:01:01",
    chassis: str = "notebook",
    uefi: bool = True,
) -> dict[str, Any]:
    """A laptop with two memory modules, an SSD, a USB stick that is not part of it, and two network cards."""
    parts = _parts(cpu=cpu, banks=banks, disk=disk, mac=mac, uefi=uefi)
    core = {"id": "core", "class": "bus", "vendor": "Carte Exemple", "product": "CM-77", "children": parts}
    battery = {"id": "battery", "class": "power", "product": "PILE1", "capacity": 48000, "units": "mWh"}
    return {
        "id": "poste",
        "class": "system",
        "vendor": make,
        "product": f"{model} (REF-7)",
        "serial": serial,
        "description": "Notebook",
        "configuration": {"chassis": chassis, "sku": "REF-7", "uuid": uuid},
        "children": [core, battery],
    }


def _parts(*, cpu: str, banks: tuple[int, ...], disk: str, mac: str, uefi: bool) -> list[dict[str, Any]]:
    memory = [
        {
            "id": f"bank:{rank}",
            "class": "memory",
            "description": "SODIMM DDR4",
            "size": size,
            "units": "bytes",
        }
        for rank, size in enumerate(banks)
    ]
    stick = {"id": "disk", "class": "disk", "description": "SCSI Disk", "product": "Clé", "size": 8 * 10**9}
    return [
        {
            "id": "firmware",
            "class": "memory",
            "vendor": "Micrologiciel Exemple",
            "version": "1.2",
            "date": "03/04/2019",
            "capabilities": {"pci": "PCI", **({"uefi": "UEFI specification is supported"} if uefi else {})},
        },
        {"id": "memory", "class": "memory", "description": "System Memory", "children": memory},
        {
            "id": "memory:1",
            "class": "memory",
            "description": "Flash Memory",
            "children": [
                {"id": "bank", "class": "memory", "description": "Chip FLASH Non-volatile", "size": 4194304},
            ],
        },
        {
            "id": "cpu",
            "class": "processor",
            "product": cpu,
            "size": 900000000,
            "capacity": 3400000000,
            "configuration": {"cores": "4", "enabledcores": "4", "threads": "8"},
        },
        {"id": "usb", "class": "storage", "businfo": "usb@1:2", "children": [stick]},
        {
            "id": "scsi",
            "class": "storage",
            "logicalname": "scsi0",
            "children": [
                {
                    "id": "disk",
                    "class": "disk",
                    "description": "ATA Disk",
                    "product": "KINGSTON SA400S3",
                    "serial": disk,
                    "size": 240057409536,
                    "logicalname": "/dev/sda",
                },
                {"id": "cdrom", "class": "disk", "description": "DVD writer", "product": "Lecteur"},
            ],
        },
        *_cards(mac),
    ]


def _cards(mac: str) -> list[dict[str, Any]]:
    return [
        {
            "id": "network:0",
            "class": "network",
            "description": "Ethernet interface",
            "product": "Carte 1000",
            "serial": mac,
        },
        {
            "id": "network:1",
            "class": "network",
            "description": "Wireless interface",
            "product": "Carte radio",
            "serial": "02:00:00:00:02:02",
        },
        {
            "id": "network:2",
            "class": "network",
            "description": "Ethernet interface",
            "logicalname": "docker0",
            "serial": "02:00:00:00:03:03",
        },
    ]


def lshw_xml(serial: str = "FAB0002X") -> str:
    return f"""<?xml version="1.0" standalone="yes" ?>
<!-- généré pour un essai -->
<list><node id="poste" class="system" handle="DMI:0001">
 <description>Desktop Computer</description><product>Fixe 20</product><vendor>Maison Exemple</vendor>
 <serial>{serial}</serial>
 <configuration><setting id="chassis" value="desktop" /></configuration>
 <node id="core" class="bus"><description>Motherboard</description>
  <node id="cpu" class="processor"><product>Intel(R) Pentium(R) 4 CPU 2.66GHz</product>
   <size units="Hz">2666000000</size></node>
  <node id="memory" class="memory"><description>System Memory</description>
   <node id="bank:0" class="memory"><description>DIMM</description><size units="bytes">536870912</size></node>
   <node id="bank:1" class="memory"><description>DIMM</description><size units="bytes">536870912</size></node>
  </node>
  <node id="ide" class="storage"><node id="disk" class="disk"><product>ST340014A</product>
   <serial>5JX00001</serial><size units="bytes">40020664320</size>
   <node id="volume:0" class="disk"><size units="bytes">20020664320</size></node></node></node>
 </node>
</node></list>"""


def glpi(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "bios": {"smanufacturer": "Maison Exemple", "smodel": "Portatif 15", "ssn": "FAB0003X"},
        "hardware": {
            "chassis_type": "Laptop",
            "memory": 7800,
            "name": "poste",
            "vmsystem": "Physical",
            "lastloggeduser": "personne",
            "uuid": "11111111-2222-4333-8444-5555aaaa0003",
        },
        "cpus": [
            {"name": "AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx", "core": 4, "thread": 8, "speed": 2100}
        ],
        "memories": [{"capacity": 4096}, {"capacity": 4096}],
        "storages": [
            {"name": "nvme0n1", "model": "NVMe Exemple 256", "serial": "NV0001", "disksize": 256060}
        ],
        "batteries": [{"capacity": 50000, "real_capacity": 40000, "name": "PILE3"}],
        "networks": [
            {"description": "eth0", "type": "ethernet", "mac": "02:00:00:00:04:04", "virtualdev": False}
        ],
        "operatingsystem": {"full_name": "Système Exemple 12"},
        "versionclient": "agent 1.0",
    }
    return {"deviceid": "poste-2026-01-01-00-00-00", "action": "inventory", "content": content, **changes}


DMIDECODE = """# dmidecode 3.4
SMBIOS 3.0 present.

Handle 0x0000, DMI type 0, 24 bytes
BIOS Information
\tVendor: Micrologiciel Exemple
\tVersion: 2.1
\tRelease Date: 01/02/2018
\tCharacteristics:
\t\tPCI is supported
\t\tUEFI is supported

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 20ZZ0000XX
\tVersion: ThinkPad Exemple
\tSerial Number: FAB0004X
\tUUID: 11111111-2222-4333-8444-5555aaaa0004

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tType: Notebook
\tSerial Number: FAB9999X

Handle 0x0005, DMI type 17, 40 bytes
Memory Device
\tSize: 8 GB
\tType: DDR4

Handle 0x0006, DMI type 17, 40 bytes
Memory Device
\tSize: No Module Installed
\tType: Unknown

Handle 0x0007, DMI type 4, 42 bytes
Processor Information
\tVersion: Intel(R) Core(TM) i7-8565U CPU @ 1.80GHz
\tCurrent Speed: 1800 MHz
\tCore Count: 4
\tThread Count: 8

Handle 0x0008, DMI type 43, 31 bytes
TPM Device
\tVendor ID: EXM
\tSpecification Version: 2.0
"""


INXI: list[dict[str, Any]] = [
    {
        "000#1#0#Machine": [
            {
                "005#0#3#serial": "FAB0004X",
                "000#0#1#Type": "Laptop",
                "001#1#1#System": "LENOVO",
                "002#1#2#product": "20ZZ0000XX",
                "003#0#3#v": "ThinkPad Exemple",
                "006#1#1#Chassis": "",
                "007#0#2#serial": "FAB9999X",
            },
            {"010#1#1#UEFI": "LENOVO", "011#0#2#v": "N1", "012#0#2#date": "01/02/2018"},
        ]
    },
    {
        "001#1#0#Memory": [
            {"000#1#1#RAM": "", "001#0#2#total": "7.63 GiB"},
            {"001#1#1#Device": "DIMM A", "002#0#2#size": "8 GiB"},
        ]
    },
    {
        "002#1#0#CPU": [
            {"000#1#1#Info": "", "001#0#2#model": "Intel Core i7-8565U"},
            {"002#1#1#Topology": "", "003#0#2#cores": "4", "004#0#2#threads": "8"},
            {"005#1#1#Speed (MHz)": "", "006#0#2#base/boost": "1800/4600"},
        ]
    },
    {
        "003#1#0#Graphics": [
            {"000#1#1#Monitor": "HDMI-1", "001#0#2#res": "2560x1440", "002#0#2#diag": '685mm (27")'},
            {"003#1#1#Monitor": "eDP-1", "004#0#2#res": "1920x1080", "005#0#2#diag": '355mm (14")'},
        ]
    },
    {
        "004#1#0#Network": [
            {"000#1#1#Device": "Carte Ethernet"},
            {"001#1#1#IF": "eno1", "002#0#2#mac": "02:00:00:00:05:05"},
            {"003#1#1#Device": "Carte Wireless"},
            {"004#1#1#IF": "wlp2s0", "005#0#2#mac": "02:00:00:00:06:06"},
            {"006#1#1#IF-ID": "docker0", "007#0#2#mac": "02:00:00:00:07:07"},
        ]
    },
    {
        "005#1#0#Drives": [
            {"000#1#1#Local Storage": "", "001#0#2#total": "238.47 GiB"},
            {
                "002#1#1#ID": "/dev/nvme0n1",
                "003#0#2#size": "238.47 GiB",
                "004#0#2#type": "SSD",
                "005#0#2#model": "EXM256",
                "006#0#2#vendor": "Samsung",
                "007#0#2#serial": "NV0004",
            },
            {"008#1#1#SMART": "yes", "009#0#2#health": "PASSED", "010#0#2#on": "1y 1d 2h"},
        ]
    },
    {
        "006#1#0#Battery": [
            {"000#1#1#ID": "BAT0", "001#0#2#condition": "28.5/57.0 Wh (50.0%)", "002#0#2#cycles": "738"},
        ]
    },
]


def inxi() -> list[dict[str, Any]]:
    return deepcopy(INXI)


def smartctl(serial: str = "NV0004", *, reallocated: int = 0, passed: bool = True) -> dict[str, Any]:
    return {
        "json_format_version": [1, 0],
        "smartctl": {"version": [7, 3], "exit_status": 0},
        "device": {"name": "/dev/sda", "type": "sat", "protocol": "ATA"},
        "model_name": "Samsung SSD Exemple",
        "serial_number": serial,
        "user_capacity": {"bytes": 256060514304},
        "rotation_rate": 0,
        "smart_status": {"passed": passed},
        "power_on_time": {"hours": 8786},
        "ata_smart_attributes": {
            "table": [
                {"id": 5, "raw": {"value": reallocated}},
                {"id": 194, "raw": {"value": 300648497187}},
                {"id": 197, "raw": {"value": 0}},
            ]
        },
    }


def script_snapshot() -> dict[str, Any]:
    """What eReuse's current script writes: its three parts are texts."""
    data = {
        "smartctl": json.dumps([json.dumps(smartctl())]),
        "dmidecode": DMIDECODE,
        "inxi": json.dumps(inxi()),
    }
    return {"type": "Snapshot", "software": "workbench-script", "uuid": "x", "data": data, "erase": []}


def legacy_snapshot() -> dict[str, Any]:
    data = {
        "lshw": json.dumps(lshw(serial="FAB0006X")),
        "dmidecode": DMIDECODE.replace("FAB0004X", "FAB0006X").replace("FAB9999X", "FAB0006X"),
        "smart": [smartctl("DISQUE0001", reallocated=126), {"smartctl": {"exit_status": 1}}],
        "hwinfo": "",
    }
    return {"type": "Snapshot", "software": "Workbench", "schema_api": "1.0.0", "sid": "a", "data": data}


def workbench_snapshot() -> dict[str, Any]:
    tested = {
        "type": "TestDataStorage",
        "assessment": False,
        "status": "Completed: read failure",
        "reallocatedSectorCount": 15,
        "lifetime": 24658,
    }
    return {
        "type": "Snapshot",
        "software": "Workbench",
        "version": "11.0a3",
        "closed": True,
        "device": {
            "type": "Desktop",
            "chassis": "Tower",
            "manufacturer": "LENOVO",
            "model": "10ZZ",
            "version": "ThinkCentre Exemple",
            "serialNumber": "FAB0005X",
        },
        "components": [
            {
                "type": "Processor",
                "model": "Intel Core i3-2100 CPU @ 3.10GHz",
                "cores": 2,
                "threads": 4,
                "speed": 1.6,
            },
            {"type": "RamModule", "size": 4096},
            {"type": "RamModule", "size": 2048.0},
            {
                "type": "HardDrive",
                "model": "WDC WD3200AAJS",
                "serialNumber": "WD-0001",
                "size": 305245,
                "actions": [tested, {"type": "EraseBasic"}],
            },
            {"type": "SolidStateDrive", "model": "Exemple", "serialNumber": "SS-0001", "size": 240057.409536},
            {"type": "NetworkAdapter", "model": "Carte 802.11n", "wireless": False, "serialNumber": None},
            {"type": "Display", "size": 15.529, "resolutionWidth": 1366, "resolutionHeight": 768},
        ],
    }


BATTERY = """POWER_SUPPLY_NAME=BAT0
POWER_SUPPLY_STATUS=Discharging
POWER_SUPPLY_CYCLE_COUNT=124
POWER_SUPPLY_ENERGY_FULL_DESIGN=37400000
POWER_SUPPLY_ENERGY_FULL=18700000
POWER_SUPPLY_MODEL_NAME=Pile Exempl\xe9
POWER_SUPPLY_SERIAL_NUMBER=123456789
"""
NWIPE = """[2026/11/22 06:45:18]  notice: Program options are set as follows...
[2026/11/22 06:45:18]  notice:   banner   = nwipe 0.34
[2026/11/22 06:45:19]  notice: Starting pass 1/1, round 1/1, on /dev/sda
"""


def bytes_of(value: Any) -> bytes:
    """What the file of a sample holds."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()
