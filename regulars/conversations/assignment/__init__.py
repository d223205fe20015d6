"""Who gets what is new, by the policy of its inbox; and whose work goes back when they are gone."""
