from django.urls import path

from . import answering, codes, entering

urlpatterns = [
    path("claims/", answering.waiting, name="claims"),
    path("claims/<uuid:claim_id>/", answering.claim, name="claim"),
    path("claims/<uuid:claim_id>/proofs/<int:position>/", answering.proof, name="proof"),
    path("shifts/<uuid:shift_id>/hour-codes/", codes.hour_codes, name="hour_codes"),
    path("shifts/<uuid:shift_id>/hour-codes/<uuid:batch_id>/", codes.batch, name="hour_code_batch"),
    path("shifts/<uuid:shift_id>/hour-codes/<uuid:batch_id>/sheet.<str:form>", codes.sheet, name="hour_code_sheet"),
    path("shifts/<uuid:shift_id>/late/", entering.late, name="late"),
]
