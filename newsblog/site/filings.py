"""The numbers that sites in mainland China show: of the ministry's ICP filing, and of the police's."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ICP_ADDRESS = "https://beian.miit.gov.cn/"
POLICE_ADDRESS = "https://beian.mps.gov.cn/#/query/webSearch?code="
_ICP = re.compile(r"[\u4e00-\u9fff]ICP[备证]\d{5,12}号(-\d{1,4})?")
_POLICE = re.compile(r"[\u4e00-\u9fff]公网安备\d{10,16}号")


def normal(value: str) -> str:
    """Without spaces, in half-width signs, as the offices write it."""
    return "".join(unicodedata.normalize("NFKC", value).split()).replace("icp", "ICP").replace("–", "-")


def validate_icp(value: str) -> None:
    if not _ICP.fullmatch(normal(value)):
        raise ValidationError(_("An ICP number looks like this: 京ICP备2021000001号-1."), code="icp")


def validate_police(value: str) -> None:
    if not _POLICE.fullmatch(normal(value)):
        raise ValidationError(_("A police filing number looks like this: 京公网安备11010102000001号."), code="police")


def police_address(number: str) -> str:
    """The page of the police about the filing."""
    return POLICE_ADDRESS + "".join(re.findall(r"\d", number, re.ASCII))
