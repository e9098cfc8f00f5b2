from takepart.domain.policy.mileage import Mileage, MileageRate, tax_year_start
from takepart.domain.policy.organisation import Contact, Organisation, Wording
from takepart.domain.policy.paying import (
    AmountFormat,
    BankColumn,
    BankFileProfile,
    CashRules,
    Charity,
    DateFormat,
    LineEnding,
    VoucherRules,
)
from takepart.domain.policy.policy import Policy, UnknownActivityType, UnknownCharity, UnknownStaff
from takepart.domain.policy.rates import ActivityType, BeyondLimit, NoRateThatDay, PaidAs, Rate, Travel, Unit
from takepart.domain.policy.rules import ApprovalRules, ClaimRules, PaymentPromise, Retention, SchoolHours, Term
from takepart.domain.policy.staff import Role, StaffMember

__all__ = [
    "ActivityType",
    "AmountFormat",
    "ApprovalRules",
    "BankColumn",
    "BankFileProfile",
    "BeyondLimit",
    "CashRules",
    "Charity",
    "ClaimRules",
    "Contact",
    "DateFormat",
    "LineEnding",
    "Mileage",
    "MileageRate",
    "NoRateThatDay",
    "Organisation",
    "PaidAs",
    "PaymentPromise",
    "Policy",
    "Rate",
    "Retention",
    "Role",
    "SchoolHours",
    "StaffMember",
    "Term",
    "Travel",
    "Unit",
    "UnknownActivityType",
    "UnknownCharity",
    "UnknownStaff",
    "VoucherRules",
    "Wording",
    "tax_year_start",
]
